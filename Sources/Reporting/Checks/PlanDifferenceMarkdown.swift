import Differences
import Plans
import Quantities

/// A difference between plans as Markdown, for a pull request.
public struct PlanDifferenceMarkdown: CustomStringConvertible, Sendable {
  private let difference: PlanDifference

  /// - Parameter difference: Of two plans.
  public init(_ difference: PlanDifference) { self.difference = difference }

  /// Headings, sentences and tables as GitHub and GitLab show them.
  public var description: String {
    let title =
      "## Plan difference\n\nA is `\(code(difference.before.reference))`, B is `\(code(difference.after.reference))`."
    guard difference.differs else { return title + " They plan the same: no difference." }
    return ([title] + DifferenceContent(difference).sections.map(text)).joined(separator: "\n\n")
  }

  private func text(_ section: DifferenceSection) -> String {
    let parts =
      ["### \(section.title)"] + section.lines.map(Self.sentence) + (section.table.map { [table($0)] } ?? [])
      + (section.notes.isEmpty ? [] : [section.notes.map { "- " + Self.escaped($0) }.joined(separator: "\n")])
    return parts.joined(separator: "\n\n")
  }

  private func table(_ table: DifferenceSection.Table) -> String {
    let rule = table.header.indices.map { $0 == 0 || table.texts.contains($0) ? "---" : "---:" }
    return ([table.header, rule] + table.rows.map { $0.map(Self.escaped) })
      .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private static func sentence(_ text: String) -> String { escaped(text) }

  /// Characters that would start markup or end a cell.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_[]<>|#".contains(character) { result.append("\\") }
      result.append(character.isNewline ? " " : character)
    }
    return result
  }

  /// Between backticks nothing is escaped.
  private func code(_ text: String) -> String { text.replacing("`", with: "'").replacing("\n", with: " ") }
}

/// A part of a difference between plans, before it is known how it is shown.
struct DifferenceSection {
  /// Rows of cells under a header; the first column is text, the others stand flush right.
  struct Table {
    let header: [String]
    let rows: [[String]]
    /// Columns behind the first that are text.
    var texts: Set<Int> = []
  }

  let title: String
  /// Sentences before the table.
  var lines: [String] = []
  var table: Table?
  /// Sentences behind it.
  var notes: [String] = []
}

/// The two values of a figure for people, with as many digits as it takes to tell them apart.
enum FigureText {
  static func pair(_ figure: FigureChange) -> (before: String, after: String) {
    for digits in 3...12 {
      let texts = [figure.before, figure.after].map { $0.map { text($0, unit: figure.unit, digits: digits) } ?? "-" }
      if texts[0] != texts[1] { return (texts[0], texts[1]) }
    }
    return (figure.before.map { "\($0)" } ?? "-", figure.after.map { "\($0)" } ?? "-")
  }

  private static func text(_ value: Double, unit: String, digits: Int) -> String {
    switch unit {
    case "s": return Seconds(value).formatted(significantDigits: digits)
    case "B": return Bytes(value).formatted(significantDigits: digits)
    case "share": return Numerals.percent(value, decimals: digits - 2)
    case "", "tokens/s", "sequences", "requests/s": return number(value, digits)
    case "USD": return "\(number(value, digits)) USD"
    default: return number(value, digits)
    }
  }

  private static func number(_ value: Double, _ digits: Int) -> String {
    value.magnitude >= 1000 && value.magnitude < 1e15
      ? Numerals.grouped(rounding: value) + fraction(value, digits) : plain(value, digits)
  }

  private static func plain(_ value: Double, _ digits: Int) -> String {
    value == value.rounded() && value.magnitude < 1000 ? "\(Int(value))" : Numerals.significant(value, digits: digits)
  }

  /// Decimals of a large number, only where asked for so many digits.
  private static func fraction(_ value: Double, _ digits: Int) -> String {
    digits > 6 ? " (\(value))" : ""
  }
}

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
    Page.wrap(String(repeating: " ", count: Self.indent) + text, indent: Self.indent + 2)
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
    guard head.count + cell.count > Page.width else { return [(head + cell).trimmingTrailingSpaces()] }
    let hasRoom = head.count + 24 <= Page.width
    let column = hasRoom ? head.count : Self.indent + 4
    let wrapped = Page.wrap(String(repeating: " ", count: column) + cell, indent: column)
    return hasRoom
      ? [head + wrapped[0].dropFirst(column)] + wrapped.dropFirst() : [head.trimmingTrailingSpaces()] + wrapped
  }
}
