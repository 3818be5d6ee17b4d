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
}
