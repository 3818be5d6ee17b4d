import Costing
import Inputs

/// One measured quantity of one row beside its prediction.
public struct Comparison: Sendable {
  /// The row, as its file names it.
  public let id: String
  /// The file.
  public let file: String
  /// What the row is grouped by.
  public let labels: RunLabels
  /// What was measured.
  public let quantity: MeasuredQuantity
  /// In the base unit; `nil` where the row could not be read.
  public let measured: Double?
  /// In the base unit; `nil` where there is no answer.
  public let predicted: Double?
  /// What most of a step waits for, where there is an answer.
  public let boundBy: Resource?

  /// - Parameters: As the properties of the same names.
  public init(
    id: String, file: String, labels: RunLabels, quantity: MeasuredQuantity, measured: Double?, predicted: Double?,
    boundBy: Resource?
  ) {
    self.id = id
    self.file = file
    self.labels = labels
    self.quantity = quantity
    self.measured = measured
    self.predicted = predicted
    self.boundBy = boundBy
  }

  /// Predicted over measured; `nil` without an answer.
  public var ratio: Double? {
    guard let measured, let predicted else { return nil }
    return predicted / measured
  }

  /// |predicted / measured − 1|; no answer counts as 100 %.
  public var error: Double { ratio.map { abs($0 - 1) } ?? 1 }
}
