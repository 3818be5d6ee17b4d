import Interchange

/// What recordings say, as `layline load --json` prints it.
public struct LoadSummaryDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "expert-load-summary/1"
  /// One of all files together, or one for each.
  let recordings: [LoadSummary]

  /// - Parameter summaries: One of all files together, or one for each.
  public init(_ summaries: [LoadSummary]) { recordings = summaries }
}
