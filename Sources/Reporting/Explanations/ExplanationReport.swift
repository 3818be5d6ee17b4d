import Plans
import Quantities

/// An explanation as a tree, for a person: each line a name, its value, its formula, and for inputs file and key.
public struct ExplanationReport: CustomStringConvertible, Sendable {
  private let explanation: Explanation
  private let unfolding: Unfolding

  /// - Parameters:
  ///   - explanation: What is shown.
  ///   - unfolding: How far.
  public init(_ explanation: Explanation, unfolding: Unfolding = .usual) {
    self.explanation = explanation
    self.unfolding = unfolding
  }

  /// At most 100 columns.
  public var description: String {
    let tree = ExplanationTree(explanation)
    let rows = ExplanationRows.of(tree, unfolding)
    let numbers = Self.numbers(rows)
    var justified: Set<DerivationSource> = []
    return rows.flatMap { row in
      let source = tree.nodes[row.term.node].source
      let isFirst = row.rest != .above && source.map { justified.insert($0).inserted } ?? false
      return ExplanationLine(
        row, entry: tree.nodes[row.term.node], number: numbers[row.term.node],
        evidence: isFirst ? source?.evidence : nil
      ).lines
    }.joined(separator: "\n")
  }

  /// Numbers, from 1, for what is referred to.
  private static func numbers(_ rows: [ExplanationRow]) -> [Int: Int] {
    let referred = Set(rows.filter { $0.rest == .above }.map(\.term.node))
    let first = rows.filter { $0.rest == .unfolded && referred.contains($0.term.node) }
    return Dictionary(uniqueKeysWithValues: first.enumerated().map { ($1.term.node, $0 + 1) })
  }
}
