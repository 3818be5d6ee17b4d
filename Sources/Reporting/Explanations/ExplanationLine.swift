import Foundation
import Quantities

/// One row of the tree as text, broken where it is too long.
struct ExplanationLine {
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
    formula.count > 76 ? formula.prefix(74).trimmingCharacters(in: .whitespaces) + " …" : formula
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
