import Costing
import Quantities

extension PlanDerivations {
  /// The derivations of everything that is predicted of a plan.
  /// - Parameters:
  ///   - cost: Of one replica, recorded.
  ///   - costs: The model that it was costed with.
  ///   - replicas: Identical replicas that are placed.
  public init(_ cost: ReplicaCost, costs: CostModel, replicas: Int) {
    let speeds = PredictedSpeeds(cost, costs: costs, replicas: replicas)
    let hops = cost.hops.enumerated().map { ("hops[\($0)].time", $1.time.derivation) }
    let stages = cost.stages.enumerated().flatMap { index, stage in
      (Self.quantities(of: stage) + [("bubble", speeds.bubble(of: stage).derivation)])
        .map { ("stages[\(index)].\($0.name)", $0.derivation) }
    }
    self.init(
      speeds.quantities + hops + stages
        + [("roofline.crossoverBatch", costs.crossoverBatch().derivation)])
  }

  private static func quantities(of stage: StageCost) -> [(name: String, derivation: Derivation?)] {
    let memory = stage.memory
    return [
      ("time", stage.time.derivation), ("memory", memory.total.derivation),
      ("memory.weights", memory.weights.derivation), ("memory.experts", memory.experts.derivation),
      ("memory.redundantExperts", memory.redundantExperts?.derivation),
      ("memory.cache", memory.cache.derivation), ("memory.activations", memory.activations.derivation),
      ("memory.reserve", memory.reserve.derivation), ("memory.usable", memory.usable.derivation),
      ("memory.free", (memory.usable - memory.total).named("free HBM").derivation),
    ] + stage.operators.map { ("operators.\(camelCase($0.name))", $0.total.derivation) }
  }

  /// A name as a key: "routed experts" is routedExperts.
  static func camelCase(_ name: String) -> String {
    let words = name.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
    return words.prefix(1).joined() + words.dropFirst().map(\.capitalizedFirst).joined()
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
