import Inputs

/// What became of one row of a measured file.
public struct RunOutcome: Sendable {
  /// The row, as its file names it.
  public let id: String
  /// The file.
  public let file: String
  /// What the row is grouped by.
  public let labels: RunLabels
  /// One for each quantity that it measured, in the order of `MeasuredQuantity`.
  public let comparisons: [Comparison]
  /// Why there is no answer, or not for every quantity; `nil` where there is.
  public let reason: Diagnostic?
  /// What the prediction remarked.
  public let remarks: [String]

  /// Whether every quantity that was measured is predicted.
  public var isAnswered: Bool { reason == nil }
}
