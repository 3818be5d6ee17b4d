import Plans

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
