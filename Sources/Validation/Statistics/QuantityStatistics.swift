/// How near predictions of one quantity are. A row without an answer is an error of 100 % and a miss.
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

  /// - Parameter comparisons: Of one quantity.
  /// - Returns: `nil` where there are none.
  public init?(_ comparisons: [Comparison]) {
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
