import Costing
import Formats
import Quantities

/// Where every predicted number comes from: a graph as a list, and where to enter it.
public struct PlanDerivations: Codable, Sendable, Equatable {
  /// Nodes; operands stand before the nodes that use them.
  public var nodes: [DerivationTable.Entry]
  /// By quantity the index of its node: "timePerOutputToken", "stages[0].memory.cache".
  public var roots: [String: Int]

  /// - Parameter quantities: Recorded values by name; those without a derivation are left out.
  public init(_ quantities: [(name: String, derivation: Derivation?)]) {
    var table = DerivationTable()
    var roots: [String: Int] = [:]
    for (name, derivation) in quantities {
      if let derivation { roots[name] = table.add(derivation) }
    }
    nodes = table.entries
    self.roots = roots
  }

  /// Refuses derivations that do not compute, so that nobody trusts or follows them.
  /// - Throws: `Diagnostic` that names the node or root at fault.
  func check(file: String) throws {
    do {
      try DerivationTable.check(nodes)
    } catch {
      throw Diagnostic(
        id: error.id, file: file, key: "derivations.nodes[\(error.entry)].\(error.key)", found: error.found,
        expected: error.expected)
    }
    for (name, index) in roots.sorted(by: { $0.key < $1.key }) where !nodes.indices.contains(index) {
      throw Diagnostic(
        id: "derivation-operand", file: file, key: "derivations.roots.\(name)", found: "\(index)",
        expected: nodes.isEmpty ? "no roots where there are no nodes" : "the index of a node, 0 to \(nodes.count - 1)")
    }
  }
}

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

/// Speed and cost of a plan, computed from the cost of a replica with their derivations.
struct PredictedSpeeds {
  private let cost: ReplicaCost
  private let costs: CostModel
  private let replicas: Explained<Scalar>
  private let oneSecond = Explained(Quantity<Time>(1))

  init(_ cost: ReplicaCost, costs: CostModel, replicas: Int) {
    self.cost = cost
    self.costs = costs
    self.replicas = Self.layout("replicas", replicas, costs)
  }

  /// By their key in a prediction.
  var quantities: [(name: String, derivation: Derivation?)] {
    [
      ("timePerOutputToken", cost.timePerOutputToken.derivation), ("round", cost.round.time.derivation),
      ("latency", cost.round.latency.derivation), ("tokensPerSecondPerGPU", perGPU.derivation),
      ("tokensPerSecondPerUser", perUser.derivation),
      ("tokensPerSecondPerReplica", cost.tokensPerSecond.derivation),
      ("tokensPerSecond", (cost.tokensPerSecond * replicas).named("tokens per second").derivation),
      ("costPerMillionTokens", costPerMillionTokens?.derivation),
      ("gpuHoursPerMillionTokens", (1e6 / perGPU / 3600).named("GPU-hours per million tokens").derivation),
    ]
  }

  /// 1 - m · T_s / R.
  func bubble(of stage: StageCost) -> Explained<Scalar> {
    let count = Self.layout("micro-batches in flight", cost.layout.microBatches, costs)
    return Explained.maximum([0, 1 - count * stage.time / cost.round.time]).named("bubble")
  }

  private var perGPU: Explained<Scalar> {
    (cost.tokensPerSecond / Self.layout("GPUs per replica", cost.layout.gpus, costs)).named("tokens per second per GPU")
  }

  private var perUser: Explained<Scalar> {
    (1 / (cost.timePerOutputToken / oneSecond)).named("tokens per second per user")
  }

  private var costPerMillionTokens: Explained<Money>? {
    costs.pool.price.map { price in
      let source = DerivationSource(
        file: costs.cluster.file, key: "pools[\(costs.pool.name)].price", evidence: costs.pool.sources["price"]?.text)
      let leaf = Explained("price of a GPU", price, source: source, recording: costs.recording)
      return (leaf * oneSecond / perGPU * 1e6).named("cost per million tokens")
    }
  }

  private static func layout(_ name: String, _ value: Int, _ costs: CostModel) -> Explained<Scalar> {
    Explained(
      name, Quantity(Double(value)), source: DerivationSource(file: "layout", key: name), recording: costs.recording)
  }
}
