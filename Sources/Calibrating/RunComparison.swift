import Costing
import Formats

/// One measured quantity of one row with its prediction.
public struct RunComparison: Sendable {
  /// The row, as its file names it.
  public let id: String
  /// The file.
  public let file: String
  /// The properties by which the row is grouped.
  public let labels: RunLabels
  /// The measured quantity.
  public let quantity: MeasuredQuantity
  /// The measured value in the base unit; `nil` where the row could not be read.
  public let measured: Double?
  /// The predicted value in the base unit; `nil` where there is none.
  public let predicted: Double?
  /// The bottleneck of a step, where there is a prediction.
  public let boundBy: Resource?

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

/// The errors of predictions of one quantity. A row without a prediction is an error of 100 % and a miss.
public struct QuantityStatistics: Sendable, Hashable {
  /// The share of the measured figure within which a prediction counts as a hit.
  public static let hit = 0.25

  /// Rows that measured it.
  public let rows: Int
  /// Rows whose prediction there is.
  public let answered: Int
  /// Mean of |predicted / measured − 1| over all rows.
  public let mape: Double
  /// Median of the same.
  public let medianError: Double
  /// Median of predicted / measured over answered rows; `nil` where there is none.
  public let medianRatio: Double?
  /// Share of all rows whose prediction is within 25 %.
  public let within25: Double

  /// - Parameter comparisons: The comparisons of one quantity.
  /// - Returns: `nil` for no comparisons.
  public init?(_ comparisons: [RunComparison]) {
    guard !comparisons.isEmpty else { return nil }
    let errors = comparisons.map(\.error)
    let ratios = comparisons.compactMap(\.ratio)
    rows = comparisons.count
    answered = ratios.count
    mape = errors.reduce(0, +) / Double(rows)
    medianError = Self.median(errors)
    medianRatio = ratios.isEmpty ? nil : Self.median(ratios)
    within25 = Double(comparisons.filter { $0.ratio != nil && $0.error <= Self.hit }.count) / Double(rows)
  }

  /// The middle one, or the mean of the two in the middle.
  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
