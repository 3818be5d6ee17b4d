/// What the round waits for.
public struct Bottleneck: Codable, Sendable, Equatable {
  /// "hbm", "compute", "scaleUp", "scaleOut", "overhead", "bubble".
  public var resource: String
  /// Seconds of the round in which the slowest stage waits for it.
  public var time: Double
  /// Share of the round.
  public var share: Double
  /// Seconds that it could work longer in a round before it were waited for everywhere.
  public var slack: Double
  /// What one unit more is worth; absent for what has no unit.
  public var marginal: MarginalValue?

  enum CodingKeys: String, CodingKey {
    case resource
    case time = "time_s"
    case share
    case slack = "slack_s"
    case marginal
  }

  /// - Parameters: As the properties of the same names.
  public init(resource: String, time: Double, share: Double, slack: Double, marginal: MarginalValue?) {
    self.resource = resource
    self.time = time
    self.share = share
    self.slack = slack
    self.marginal = marginal
  }
}

/// What a little more of a resource is worth.
public struct MarginalValue: Codable, Sendable, Equatable {
  /// What is added: "100 GB/s of HBM bandwidth per GPU".
  public var unit: String
  /// Relative gain in tokens per second per GPU.
  public var gain: Double
  /// "derivative" or "re-solve".
  public var method: String

  /// - Parameters: As the properties of the same names.
  public init(unit: String, gain: Double, method: String) {
    self.unit = unit
    self.gain = gain
    self.method = method
  }
}

/// A change to the inputs that was solved for.
public struct PlanChange: Codable, Sendable, Equatable {
  /// In words: "store the KV cache in fp8".
  public var change: String
  /// The flag or figure to change.
  public var flag: String?
  /// The objective after it.
  public var objective: Double
  /// Relative improvement of the objective; positive is better.
  public var improvement: Double

  /// - Parameters: As the properties of the same names.
  public init(change: String, flag: String?, objective: Double, improvement: Double) {
    self.change = change
    self.flag = flag
    self.objective = objective
    self.improvement = improvement
  }
}
