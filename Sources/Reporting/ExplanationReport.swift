import FoundationEssentials
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

/// One row of the tree as text, broken where it is too long.
private struct ExplanationLine {
  private let row: ExplanationRow
  private let entry: DerivationTable.Entry
  private let number: Int?
  private let evidence: String?

  /// - Parameters:
  ///   - number: Under which others refer to the row, or it refers to another; `nil` where nobody does.
  ///   - evidence: Why a figure is what it is, where this is the line to say so.
  init(_ row: ExplanationRow, entry: DerivationTable.Entry, number: Int?, evidence: String?) {
    self.row = row
    self.entry = entry
    self.number = number
    self.evidence = evidence
  }

  var lines: [String] {
    var text = BranchedText(first: guide(isFirst: true), rest: guide(isFirst: false))
    for part in [label, value, formula, source, reference, cut] { if let part { text.add(part) } }
    if let evidence { text.addBelow(evidence) }
    return text.lines
  }

  /// "│ ├ " before the first line, "│ │   " before what is broken off.
  private func guide(isFirst: Bool) -> String {
    let above = row.branches.dropLast().map { $0 ? "│ " : "  " }.joined()
    let own = row.branches.last.map { isFirst ? ($0 ? "├ " : "└ ") : ($0 ? "│ " : "  ") } ?? ""
    return above + own + (isFirst ? "" : row.rest == .unfolded ? "│   " : "    ")
  }

  /// What has no name is called by its formula; a bare number has its value alone.
  private var label: String? {
    let name = entry.name ?? entry.formula.map(Self.clipped)
    guard row.rest != .above, let number else { return name }
    return "[\(number)] " + (name ?? "")
  }

  private var value: String {
    var parts = [entry.valueText()]
    if let share = row.term.share { parts.append(Self.percent(share)) }
    if row.term.binds == true { parts.append("binds") }
    return parts.joined(separator: ", ")
  }

  /// The formula above holds the whole of it.
  private static func clipped(_ formula: String) -> String {
    formula.count > 76 ? formula.prefix(74).trimmed + " …" : formula
  }

  private static func percent(_ share: Double) -> String {
    share > 0 && share < 0.0005 ? "below 0.1 %" : Numerals.percent(share)
  }

  private var formula: String? {
    guard entry.name != nil, row.rest != .above else { return nil }
    return entry.formula.map { "= \($0)" }
  }

  private var source: String? {
    guard row.rest != .above else { return nil }
    return entry.source.map { "\(entry.operation == .given ? "" : "after ")\($0.file): \($0.key)" }
  }

  private var reference: String? { row.rest == .above ? number.map { "see [\($0)]" } : nil }

  private var cut: String? {
    guard case .cut(let count, let depth) = row.rest else { return nil }
    return "… \(Numerals.grouped(count)) more below; --depth \(depth)"
  }
}

/// Walks a tree from the root, each node unfolded where it comes first.
private struct ExplanationRows {
  private let tree: ExplanationTree
  private let unfolded: Set<Int>
  private let deepestLevel: Int
  private var printed: Set<Int> = []
  private var rows: [ExplanationRow] = []

  static func of(_ tree: ExplanationTree, _ unfolding: Unfolding) -> [ExplanationRow] {
    var walk = ExplanationRows(tree, unfolding)
    walk.run()
    return walk.rows
  }

  private init(_ tree: ExplanationTree, _ unfolding: Unfolding) {
    self.tree = tree
    unfolded = unfolding.unfolded(tree)
    deepestLevel = unfolding.deepestLevel
  }

  /// With a list of what is to come instead of calls: a file may hold a tree of any depth.
  private mutating func run() {
    var open = [(term: ExplanationTerm(node: tree.root), branches: [Bool]())]
    while let (term, branches) = open.popLast() {
      let rest = rest(of: term.node, level: branches.count)
      rows.append(ExplanationRow(term: term, rest: rest, branches: branches))
      guard rest == .unfolded else { continue }
      let terms = tree.terms[term.node]
      open += terms.indices.reversed().map { (terms[$0], branches + [$0 < terms.count - 1]) }
    }
  }

  private mutating func rest(of node: Int, level: Int) -> ExplanationRow.Rest {
    guard !tree.terms[node].isEmpty else { return .leaf }
    guard !printed.contains(node) else { return .above }
    guard unfolded.contains(node), level <= deepestLevel else {
      return .cut(count: tree.count(below: node), depth: level + tree.heights[node])
    }
    printed.insert(node)
    return .unfolded
  }
}
