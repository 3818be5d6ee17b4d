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
