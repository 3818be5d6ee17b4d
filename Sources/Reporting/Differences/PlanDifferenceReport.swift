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

  /// Columns as wide as they need; a last column of text is broken below itself.
  private func rows(_ table: DifferenceSection.Table) -> [String] {
    let all = (table.header.allSatisfy(\.isEmpty) ? [] : [table.header]) + table.rows
    let widths = table.header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.flatMap { cells -> [String] in
      let last = cells.count - 1
      let start = Self.indent + widths.prefix(last).reduce(0) { $0 + $1 + 2 }
      let first = cells.indices.dropLast().map { column in
        column == 0 || table.texts.contains(column)
          ? cells[column].padding(to: widths[column]) : cells[column].padding(left: widths[column])
      }
      let end = table.texts.contains(last) ? cells[last] : cells[last].padding(left: widths[last])
      let line = String(repeating: " ", count: Self.indent) + (first + [end]).joined(separator: "  ")
      guard line.count > TextLayout.width, table.texts.contains(last) else { return [line.trimmingTrailingSpaces()] }
      return below(end, start: start, head: line.dropLast(end.count))
    }
  }

  /// A last cell that does not fit goes on below itself, or below its row where there is too little room.
  private func below(_ cell: String, start: Int, head: Substring) -> [String] {
    let column = start + 24 > TextLayout.width ? Self.indent + 4 : start
    let wrapped = TextLayout.wrap(String(repeating: " ", count: column) + cell, indent: column)
    guard column == start else { return [String(head).trimmingTrailingSpaces()] + wrapped }
    return [String(head) + wrapped[0].dropFirst(start)] + wrapped.dropFirst()
  }
}
