import Clusters
import Formats
import Quantities

/// How one number of a plan was computed, down to the inputs: a versioned document.
public struct Explanation: Codable, Sendable, Equatable {
  /// "explanation/1".
  public let layline: String
  /// What is explained: "stages[0].memory.cache".
  public let quantity: String
  /// Index of its node, which is the last.
  public let root: Int
  /// What it rests on and nothing else; operands stand before the nodes that use them.
  public let nodes: [DerivationTable.Entry]

  /// The part of a table that a node rests on.
  /// - Parameters:
  ///   - quantity: The quantity to explain.
  ///   - root: Index of its node.
  ///   - table: Operands stand before the nodes that use them.
  public init(_ quantity: String, root: Int, in table: [DerivationTable.Entry]) {
    var isNeeded = [Bool](repeating: false, count: root + 1)
    isNeeded[root] = true
    for index in (0...root).reversed() where isNeeded[index] {
      for operand in table[index].operands ?? [] { isNeeded[operand] = true }
    }
    var indices: [Int: Int] = [:]
    var nodes: [DerivationTable.Entry] = []
    for index in 0...root where isNeeded[index] {
      indices[index] = nodes.count
      nodes.append(table[index].withOperands { indices[$0] ?? 0 })
    }
    layline = "explanation/1"
    self.quantity = quantity
    self.root = nodes.count - 1
    self.nodes = DerivationTable.withFormulas(nodes)
  }
}

extension Plan {
  /// Every quantity with a derivation by its name, which for all kinds of workers but the first begins with the kind:
  /// "workers[1].timePerOutputToken".
  public var derivedQuantities: [String: (root: Int, derivations: PlanDerivations)] {
    var quantities: [String: (root: Int, derivations: PlanDerivations)] = [:]
    for (index, kind) in workers.enumerated() {
      for (name, root) in kind.derivations.roots {
        quantities[index == 0 ? name : "workers[\(index)].\(name)"] = (root, kind.derivations)
      }
    }
    return quantities
  }

  /// How a number of the plan was computed.
  /// - Parameters:
  ///   - quantity: A root of the derivations.
  ///   - flag: The flag that messages name.
  /// - Throws: `Diagnostic` "unknown-quantity" with the nearest names.
  public func explanation(of quantity: String, flag: String) throws -> Explanation {
    guard let found = derivedQuantities[quantity] else {
      let nearest = nearestQuantities(to: quantity).map { "\"\($0)\"" }.joined(separator: ", ")
      throw Diagnostic(
        id: .unknownQuantity, file: flag, found: "\"\(quantity)\"", expected: "a quantity that the plan derives",
        advice: nearest.isEmpty ? "the plan derives none" : "the nearest are \(nearest)")
    }
    return Explanation(quantity, root: found.root, in: found.derivations.nodes)
  }

  /// Names that hold what was written, "cache", or else those that are spelt most like it.
  private func nearestQuantities(to written: String) -> [String] {
    let names = derivedQuantities.keys.sorted()
    let holding = names.filter { $0.lowercased().contains(written.lowercased()) }
    return holding.isEmpty ? NearestNames.to(written, among: names) : Array(holding.prefix(3))
  }
}

extension DerivationTable.Entry {
  fileprivate func withOperands(_ index: (Int) -> Int) -> Self {
    Self(
      name: name, value: value, unit: unit, operation: operation, operands: operands?.map(index), formula: formula,
      source: source)
  }
}
