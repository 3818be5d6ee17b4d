import Inputs
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
