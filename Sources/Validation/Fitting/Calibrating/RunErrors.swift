/// How far predictions are from measurements, over some runs and one quantity.
public struct RunErrors: Sendable, Hashable, Codable {
  /// Measurements.
  public let count: Int
  /// Of them, those without a prediction: each counts as an error of 100 %.
  public let unpredicted: Int
  /// Mean of |predicted − measured| / measured: MAPE.
  public let mean: Double
  /// Its median.
  public let median: Double
  /// Share of the measurements that are predicted within 25 %.
  public let withinQuarter: Double

  /// `nil` of nothing.
  /// - Parameter pairs: What was predicted, `nil` where nothing was, and what was measured.
  public init?(_ pairs: [(predicted: Double?, measured: Double)]) {
    guard !pairs.isEmpty else { return nil }
    let errors = pairs.map { pair in pair.predicted.map { abs($0 - pair.measured) / pair.measured } ?? 1 }.sorted()
    let middle = errors.count / 2
    count = pairs.count
    unpredicted = pairs.count { $0.predicted == nil }
    mean = errors.reduce(0, +) / Double(errors.count)
    median = errors.count % 2 == 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2
    withinQuarter = Double(errors.count { $0 <= 0.25 }) / Double(errors.count)
  }
}
