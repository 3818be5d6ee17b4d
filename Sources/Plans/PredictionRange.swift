import Costing

/// The range in which eight of ten measurements of a time would lie.
public struct PredictionRange: Codable, Sendable, Equatable {
  /// Seconds.
  public var low: Double
  /// Seconds.
  public var high: Double
  /// Measurements that say so.
  public var runs: Int
  /// The source of the errors.
  public var evidence: String

  enum CodingKeys: String, CodingKey {
    case low = "low_s"
    case high = "high_s"
    case runs, evidence
  }

  /// - Parameters:
  ///   - range: The calibration's range of errors for the kind of deployment.
  ///   - prediction: The predicted time in seconds.
  public init(_ range: ErrorRange, around prediction: Double) {
    let bounds = range.around(prediction)
    low = bounds.lowerBound
    high = bounds.upperBound
    runs = range.runs
    evidence = range.evidence
  }
}

extension PredictionRange {
  /// The range of a time that is so many times as long: errors are shares of it.
  public func scaled(by factor: Double) -> PredictionRange {
    var range = self
    (range.low, range.high) = (low * factor, high * factor)
    return range
  }
}

/// A hop between stages.
public struct HopPrediction: Codable, Sendable, Equatable {
  /// Network level that it crosses.
  public var level: String
  /// Seconds.
  public var time: Double

  enum CodingKeys: String, CodingKey {
    case level
    case time = "time_s"
  }
}

/// One operator over all layers of a stage, for one micro-batch.
public struct OperatorPrediction: Codable, Sendable, Equatable {
  /// "attention", "dispatch".
  public var name: String
  /// Seconds.
  public var time: Double
  /// Seconds that each resource is waited for, by its name; they add up to `time`.
  public var waiting: [String: Double]

  enum CodingKeys: String, CodingKey {
    case name
    case time = "time_s"
    case waiting = "waiting_s"
  }
}

/// A change to the inputs that was solved for.
public struct PlanChange: Codable, Sendable, Equatable {
  /// The change in words: "store the KV cache in fp8".
  public var change: String
  /// The flag or figure to change.
  public var flag: String?
  /// The objective after it.
  public var objective: Double
  /// Relative improvement of the objective; positive is better.
  public var improvement: Double

  public init(change: String, flag: String?, objective: Double, improvement: Double) {
    self.change = change
    self.flag = flag
    self.objective = objective
    self.improvement = improvement
  }
}

/// What one unit more or less of something is worth, solved again; for rates beside the derivative that this confirms.
public struct SolvedMarginal: Codable, Sendable, Equatable {
  /// What is added or taken: "100 GB/s of HBM", "1 node fewer".
  public var unit: String
  /// Relative gain of the objective by the derivative at the plan's layout and batch; absent for what is no rate.
  public var derivative: Double?
  /// What is best then; absent where nothing fits, or the cluster cannot have it so.
  public var answer: SolvedChange?
  /// Why there is none, in a sentence.
  public var reason: String?

  public init(unit: String, derivative: Double?, answer: SolvedChange?, reason: String?) {
    self.unit = unit
    self.derivative = derivative
    self.answer = answer
    self.reason = reason
  }
}
