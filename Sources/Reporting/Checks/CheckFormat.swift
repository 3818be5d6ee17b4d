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
    case .text: CheckText(report).description
    case .json: try JSONText.encode(report)
    case .junit: CheckJUnit(report).text
    case .sarif: try CheckSARIF(report, version: version).text()
    case .github: CheckAnnotations(report).text
    case .gitlab: try CheckCodeQuality(report).text()
    case .markdown: CheckMarkdown(report).text()
    }
  }
}
