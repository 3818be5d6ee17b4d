import FoundationEssentials
import Plans

/// The forms in which the outcome of a check is written, for people and for those who show it in a pipeline.
public enum CheckFormat: String, CaseIterable, Sendable {
  /// For a person at a terminal.
  case text
  /// The document itself, "check/1".
  case json
  /// JUnit's XML, as the Ant task's schema has it: GitLab, Jenkins and others list its cases.
  case junit
  /// SARIF 2.1.0, which GitHub shows under code scanning.
  case sarif
  /// Workflow commands, which GitHub puts on the lines of files.
  case github
  /// GitLab's code quality report.
  case gitlab
  /// Tables for a comment, or for a step's summary.
  case markdown

  /// The report in this form, without a line break at its end; the same for the same report.
  /// - Parameters:
  ///   - report: What came of a check.
  ///   - version: Of the product, for those that name their tool.
  /// - Throws: `EncodingError` for a number that is not finite.
  public func text(of report: CheckReport, version: String) throws -> String {
    switch self {
    case .text: CheckText(report: report).description
    case .json: try JSONText.encode(report)
    case .junit: CheckJUnit(report: report).text
    case .sarif: try CheckSARIF(report: report, version: version).text()
    case .github: CheckAnnotations(report: report).text
    case .gitlab: try CheckCodeQuality(report: report).text()
    case .markdown: CheckMarkdown(report).text()
    }
  }
}

/// What came of a check as workflow commands: GitHub puts each on its line of a file.
///
/// A step shows ten errors, ten warnings and ten notices, so that what blocks comes first.
private struct CheckAnnotations {
  let report: CheckReport

  /// A line for each problem; a notice where there are none.
  var text: String {
    let problems = CheckProblem.all(of: report)
    guard !problems.isEmpty else {
      let title = Self.property("Capacity policy: \(CheckWords.word(report.outcome))")
      return "::notice title=\(title)::\(Self.data("\(report.policy.reference): \(CheckCounts(report).sentence)"))"
    }
    return problems.enumerated().sorted { (Self.rank($0.element), $0.offset) < (Self.rank($1.element), $1.offset) }
      .map { Self.line($0.element) }.joined(separator: "\n")
  }

  private static func rank(_ problem: CheckProblem) -> Int {
    switch problem.severity {
    case .error: problem.kind == .unproved ? 1 : 0
    case .warning: 2
    case .note: 3
    }
  }

  private static func line(_ problem: CheckProblem) -> String {
    let command =
      switch problem.severity {
      case .error: "error"
      case .warning: "warning"
      case .note: "notice"
      }
    var properties = ["file=\(property(RelativePath.of(problem.place.file)))"]
    if let line = problem.place.line { properties.append("line=\(line)") }
    properties.append("title=\(property(problem.title))")
    return "::\(command) \(properties.joined(separator: ","))::\(data(problem.message))"
  }

  /// What stands behind the second pair of colons.
  static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r\n", with: "%0D%0A").replacing("\r", with: "%0D")
      .replacing("\n", with: "%0A")
  }

  /// The value of a property, where colons and commas have a meaning too.
  static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

/// What came of a check as GitLab's code quality report: a list of problems on lines of files.
private struct CheckCodeQuality {
  private struct Entry: Encodable {
    struct Location: Encodable {
      let path: String
      let lines: Lines
    }

    struct Lines: Encodable {
      let begin: Int
    }

    let description: String
    let checkName: String
    let fingerprint: String
    let severity: String
    let location: Location

    enum CodingKeys: String, CodingKey {
      case description
      case checkName = "check_name"
      case fingerprint, severity, location
    }
  }

  let report: CheckReport

  /// - Throws: Never for a report, whose texts can all be encoded.
  func text() throws -> String { try JSONText.encode(CheckProblem.all(of: report).map(Self.entry)) }

  private static func entry(_ problem: CheckProblem) -> Entry {
    Entry(
      description: "\(problem.title). \(problem.message)", checkName: problem.id,
      fingerprint: ProblemFingerprint.of(problem), severity: severity(problem),
      location: .init(path: RelativePath.of(problem.place.file), lines: .init(begin: problem.place.line ?? 1)))
  }

  private static func severity(_ problem: CheckProblem) -> String {
    switch (problem.severity, problem.kind) {
    case (.error, .fault): "blocker"
    case (.error, .failure): "critical"
    case (.error, .unproved): "major"
    case (.warning, _): "minor"
    case (.note, _): "info"
    }
  }
}

/// What came of a check as Markdown: a table of all limits, then what is not kept and what would be enough.
public struct CheckMarkdown: Sendable {
  /// A step's summary on GitHub may have so many bytes, or none of it is shown.
  public static let summaryLimit = 1024 * 1024

  private let report: CheckReport

  /// - Parameter report: What came of a check.
  public init(_ report: CheckReport) { self.report = report }

  /// Leaves out what does not fit, rows that pass first, and says so.
  /// - Parameter limit: Most bytes of UTF-8.
  public func text(limit: Int = Self.summaryLimit) -> String {
    let all = text(rows: report.deployments.flatMap { rows($0) { _ in true } }, isShort: false)
    if all.utf8.count <= limit { return all }
    let broken = report.deployments.flatMap { rows($0) { $0.outcome != .pass } }
    var count = broken.count
    while count > 0 {
      let short = text(rows: Array(broken.prefix(count)), isShort: true)
      if short.utf8.count <= limit { return short }
      count /= 2
    }
    return String(text(rows: [], isShort: true).prefix(limit / 4))
  }

  private func text(rows: [String], isShort: Bool) -> String {
    let head = "## Capacity policy: \(CheckWords.word(report.outcome))"
    let counts = "`\(report.policy.reference.replacing("`", with: "'"))`: \(CheckCounts(report).sentence)."
    let fault = report.fault.map { [Markdown.escaped(Sentence($0.sentence).text)] } ?? []
    let table =
      rows.isEmpty
      ? []
      : [
        (["| Deployment | Limit | Outcome | What was found |", "| --- | --- | --- | --- |"] + rows).joined(
          separator: "\n")
      ]
    let short = isShort ? ["Too much for a summary: only the first limits that are not kept are shown."] : []
    return ([head, counts] + fault + table + short + (isShort ? [] : report.deployments.flatMap(details)))
      .joined(separator: "\n\n")
  }

  private func rows(_ deployment: CheckedDeployment, _ isShown: (CheckedRule) -> Bool) -> [String] {
    let fault = deployment.fault.map { fault in
      [Markdown.row([deployment.name, "inputs", CheckWords.word(.fault), fault.sentence])]
    }
    return (fault ?? [])
      + deployment.rules.filter(isShown).map { rule in
        let found = rule.found.map(\.text) ?? rule.sentence
        let text = rule.outcome == .pass ? found : rule.sentence
        return Markdown.row([deployment.name, rule.requirement, CheckWords.word(rule), text])
      }
  }

  private func details(_ deployment: CheckedDeployment) -> [String] {
    let broken = deployment.rules.filter { [.fail, .unproved].contains($0.outcome) }
    guard !broken.isEmpty || deployment.conflict != nil else { return [] }
    var parts = ["### \(Markdown.escaped(deployment.name))"]
    if let layout = deployment.layout { parts.append("Layout: \(Markdown.escaped(layout)).") }
    parts += broken.map(details)
    if let conflict = deployment.conflict {
      parts.append(
        "These limits cannot all be kept on this cluster, though without any one of them there is a plan: "
          + Markdown.escaped(conflict.joined(separator: "; ")) + ".")
    }
    return parts
  }

  private func details(_ rule: CheckedRule) -> String {
    let place = rule.cause ?? rule.place
    let head =
      "**\(Markdown.escaped(rule.requirement))** (\(CheckWords.word(rule)), `\(CheckWords.place(place).replacing("`", with: "'"))`): "
      + Markdown.escaped(Sentence(rule.sentence).text)
    guard !rule.changes.isEmpty else { return head }
    let isEnough = rule.changes.contains { $0.unmet.isEmpty }
    let changes = rule.changes.filter { !isEnough || $0.unmet.isEmpty }.map { change in
      let unmet = change.unmet.isEmpty ? "" : ", but \(CheckWords.unmet(change))"
      return "- " + Markdown.escaped(change.sentence + (change.result.map { ": \($0)" } ?? "") + unmet)
    }
    let title = isEnough ? "Any one of these would be enough:" : "These would keep this limit, but not all others:"
    return ([head, "", title, ""] + changes).joined(separator: "\n")
  }
}

/// What came of a check for a person at a terminal.
private struct CheckText: CustomStringConvertible {
  let report: CheckReport
  private static let indent = 14

  /// At most 100 columns, but for names that are longer.
  var description: String {
    let head = "\(report.policy.reference): \(CheckWords.word(report.outcome)) (\(CheckCounts(report).sentence))"
    let fault = report.fault.map { [""] + lines($0) } ?? []
    return ([head] + fault + report.deployments.flatMap { [""] + lines($0) })
      .flatMap { Page.wrap($0, indent: Self.indent) }.joined(separator: "\n")
  }

  private func lines(_ fault: CheckedFault) -> [String] {
    ["  \(CheckWords.place(fault.place)): \(fault.sentence) [\(fault.id)]"]
  }

  private func lines(_ deployment: CheckedDeployment) -> [String] {
    let inputs = [deployment.model, deployment.cluster].compactMap(\.self).joined(separator: " on ")
    var lines = [
      "\(deployment.name): \(CheckWords.word(deployment.outcome))",
      "  judged      \(deployment.subject)"
        + (inputs.isEmpty ? "" : ", \(inputs)"),
    ]
    if let layout = deployment.layout { lines.append("  layout      \(layout)") }
    if let fault = deployment.fault { lines += self.lines(fault) }
    for rule in deployment.rules { lines += self.lines(rule) }
    if let conflict = deployment.conflict {
      lines.append(
        "  conflict    these limits cannot all be kept on this cluster, though without any one of them there is a plan: \(conflict.joined(separator: "; "))"
      )
    }
    return lines
  }

  private func lines(_ rule: CheckedRule) -> [String] {
    let word = CheckWords.word(rule)
    let head = "  \(word.padding(to: 12))\(rule.requirement): \(rule.sentence)"
    guard [.fail, .unproved].contains(rule.outcome) else { return [head] }
    let indent = String(repeating: " ", count: Self.indent)
    let place = rule.cause ?? rule.place
    let isEnough = rule.changes.contains { $0.unmet.isEmpty }
    let heading = isEnough ? "any one of these is enough:" : "any one of these keeps this limit, though not all others:"
    return [head, "\(indent)at \(CheckWords.place(place))" + (place.key.isEmpty ? "" : ", \(place.key)")]
      + (rule.changes.isEmpty ? [] : ["\(indent)\(heading)"])
      + rule.changes.map { change in
        let unmet = change.unmet.isEmpty ? "" : ", but \(CheckWords.unmet(change))"
        return "\(indent)- \(change.sentence)\(edit(change))" + (change.result.map { ": \($0)" } ?? "") + unmet
      }
  }

  /// " (batch: 44 at policy.yaml:24)"; nothing where no file of the user's holds it.
  private func edit(_ change: CheckedChange) -> String {
    guard let place = change.place, let value = change.replacement, let key = place.key.split(separator: ".").last
    else {
      return ""
    }
    return " (\(key): \(value) at \(CheckWords.place(place)))"
  }
}

/// Text as Markdown shows it.
private enum Markdown {
  /// Characters that would start markup, end a cell or mention a person, and line breaks, are made harmless.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if character.isNewline {
        result.append(" ")
      } else if character == "<" {
        result += "&lt;"
      } else if character == ">" {
        result += "&gt;"
      } else {
        if "\\`*_[]|#~".contains(character) { result.append("\\") }
        result.append(character)
        // What follows is no name of a person then.
        if character == "@" { result += "\u{200B}" }
      }
    }
    return result
  }

  /// A row of a table.
  static func row(_ cells: [String]) -> String { "| " + cells.map(escaped).joined(separator: " | ") + " |" }
}
