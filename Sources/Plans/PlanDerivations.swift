import Costing
import Formats
import Quantities

/// The derivations of every predicted number: a graph as a list, and its entries.
public struct PlanDerivations: Codable, Sendable, Equatable {
  /// Nodes; operands stand before the nodes that use them.
  public var nodes: [DerivationTable.Entry]
  /// The index of the node of each quantity: "timePerOutputToken", "stages[0].memory.cache".
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
  /// - Parameters:
  ///   - file: The document, for messages.
  ///   - key: Where it has the derivations.
  /// - Throws: `Diagnostic` that names the node or root at fault.
  func check(file: String, key: String) throws {
    do {
      try DerivationTable.check(nodes)
    } catch {
      throw Diagnostic(
        id: error.kind == .operand ? .derivationOperand : .derivationValue, file: file,
        key: "\(key).nodes[\(error.entry)].\(error.key)", found: error.found, expected: error.expected)
    }
    for (name, index) in roots.sorted(by: { $0.key < $1.key }) where !nodes.indices.contains(index) {
      throw Diagnostic(
        id: .derivationOperand, file: file, key: "\(key).roots.\(name)", found: "\(index)",
        expected: nodes.isEmpty ? "no roots where there are no nodes" : "the index of a node, 0 to \(nodes.count - 1)")
    }
  }
}

extension PlanDerivations {
  /// The derivations of everything that is predicted of a plan.
  /// - Parameters:
  ///   - cost: The cost of one replica, recorded.
  ///   - costs: The model that it was costed with.
  ///   - replicas: Identical replicas that are placed.
  public init(_ cost: ReplicaCost, costs: CostModel, replicas: Int) {
    let speed = Speed(cost, costs: costs, replicas: replicas)
    let hops = cost.hops.enumerated().map { ("hops[\($0)].time", $1.time.derivation) }
    let stages = zip(cost.stages, cost.round.bubbles).enumerated().flatMap { index, stage in
      (Self.quantities(of: stage.0) + [("bubble", stage.1.derivation)])
        .map { ("stages[\(index)].\($0.name)", $0.derivation) }
    }
    self.init(
      speed.quantities + hops + stages
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
      ("memory.free", memory.free.derivation),
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

extension Speed {
  /// The quantities by their key in a prediction.
  fileprivate var quantities: [(name: String, derivation: Derivation?)] {
    [
      ("timePerOutputToken", timePerOutputToken.derivation), ("round", round.derivation),
      ("latency", latency.derivation), ("tokensPerSecondPerGPU", tokensPerSecondPerGPU.derivation),
      ("tokensPerSecondPerUser", tokensPerSecondPerUser.derivation),
      ("tokensPerSecondPerReplica", tokensPerSecondPerReplica.derivation),
      ("tokensPerSecond", tokensPerSecond.derivation),
      ("costPerMillionTokens", costPerMillionTokens?.derivation),
      ("gpuHoursPerMillionTokens", gpuHoursPerMillionTokens.derivation),
    ]
  }
}
