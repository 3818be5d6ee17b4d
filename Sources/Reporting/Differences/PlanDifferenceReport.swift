import Plans

/// A difference between plans for a person at a terminal.
public struct PlanDifferenceReport: CustomStringConvertible, Sendable {
  private let difference: PlanDifference
  private static let indent = 12

  /// - Parameter difference: Of two plans.
  public init(_ difference: PlanDifference) { self.difference = difference }

  /// At most 100 columns.
  public var description: String {
    guard difference.differs else {
      return "no difference: \(difference.before.reference) and \(difference.after.reference) plan the same"
    }
    let head = ["A  \(difference.before.reference)", "B  \(difference.after.reference)"]
    let sections = DifferenceContent(difference).sections.map { [""] + lines($0) }
    return (head + sections.joined()).joined(separator: "\n")
  }

  private func lines(_ section: DifferenceSection) -> [String] {
    let body =
      section.lines.flatMap(wrap) + (section.table.map(rows) ?? []) + section.notes.flatMap(wrap)
    return body.enumerated().map { index, line in
      guard index == 0 else { return line }
      return section.title.padding(to: Self.indent) + line.dropFirst(Self.indent)
    }
  }

  private func wrap(_ text: String) -> [String] {
    TextLayout.wrap(String(repeating: " ", count: Self.indent) + text, indent: Self.indent + 2)
  }

  private static let widestName = 38

  /// Columns as wide as they need, but for names, which have a line of their own where they are long.
  private func rows(_ table: DifferenceSection.Table) -> [String] {
    let all = (table.header.allSatisfy(\.isEmpty) ? [] : [table.header]) + table.rows
    let widths = table.header.indices.map { column in
      min(all.map { $0[column].count }.max() ?? 0, column == 0 ? Self.widestName : .max)
    }
    return all.flatMap { row($0, widths, texts: table.texts) }
  }

  private func row(_ cells: [String], _ widths: [Int], texts: Set<Int>) -> [String] {
    let last = cells.count - 1
    let indent = String(repeating: " ", count: Self.indent)
    let isLong = cells[0].count > widths[0]
    let first = cells.indices.dropLast().map { column in
      if column == 0 { return (isLong ? "" : cells[0]).padding(to: widths[0]) }
      return texts.contains(column)
        ? cells[column].padding(to: widths[column]) : cells[column].padding(left: widths[column])
    }
    let end = texts.contains(last) ? cells[last] : cells[last].padding(left: widths[last])
    let head = indent + (first + [""]).joined(separator: "  ")
    return (isLong ? wrap(cells[0]) : []) + below(end, head: head)
  }

  /// A last cell that does not fit goes on below itself, or below its row where there is too little room.
  private func below(_ cell: String, head: String) -> [String] {
    guard head.count + cell.count > TextLayout.width else { return [(head + cell).trimmingTrailingSpaces()] }
    let hasRoom = head.count + 24 <= TextLayout.width
    let column = hasRoom ? head.count : Self.indent + 4
    let wrapped = TextLayout.wrap(String(repeating: " ", count: column) + cell, indent: column)
    return hasRoom
      ? [head + wrapped[0].dropFirst(column)] + wrapped.dropFirst() : [head.trimmingTrailingSpaces()] + wrapped
  }
}
