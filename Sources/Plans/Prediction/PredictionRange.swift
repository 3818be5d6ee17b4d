import Costing

/// Where eight of ten measurements of a time would lie.
public struct PredictionRange: Codable, Sendable, Equatable {
  /// Seconds.
  public var low: Double
  /// Seconds.
  public var high: Double
  /// Measurements that say so.
  public var runs: Int
  /// Where they come from.
  public var evidence: String

  enum CodingKeys: String, CodingKey {
    case low = "low_s"
    case high = "high_s"
    case runs, evidence
  }

  /// - Parameters:
  ///   - range: Of the calibration, for the kind of deployment.
  ///   - prediction: In seconds.
  public init(_ range: ErrorRange, around prediction: Double) {
    let bounds = range.around(prediction)
    low = bounds.lowerBound
    high = bounds.upperBound
    runs = range.runs
    evidence = range.evidence
  }
}
