import Inputs

/// A row of a measured file that cannot be predicted. It counts as a miss in every quantity that it measured.
public struct UnreadableRow: Sendable {
  /// As the file names it, or its place where it names none.
  public let id: String
  /// Line or index in the file.
  public let place: String
  /// As much as could be read of what the row is grouped by.
  public let labels: RunLabels
  /// What it measured; none for rows that are no figure of serving.
  public let quantities: [MeasuredQuantity]
  /// Why it cannot be predicted.
  public let reason: Diagnostic

  /// - Parameters: As the properties of the same names.
  public init(
    id: String, place: String, labels: RunLabels = RunLabels(), quantities: [MeasuredQuantity], reason: Diagnostic
  ) {
    self.id = id
    self.place = place
    self.labels = labels
    self.quantities = quantities
    self.reason = reason
  }
}
