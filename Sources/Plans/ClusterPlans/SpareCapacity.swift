/// What is left after the worst failure of those that were asked about.
public struct SpareCapacity: Codable, Sendable, Equatable {
  /// What fails and what happens then.
  public var rule: SpareRule
  /// The unit whose failure costs most: "pool gb200, rack 3".
  public var worstUnit: String
  /// Workers that it stops.
  public var workersLost: Int
  /// Of those, how many start again.
  public var workersRestarted: Int
  /// For each model the fewest requests per second that are served after any failure.
  public var servedRequestsPerSecond: [Double]

  /// - Parameters: As the properties of the same names.
  public init(
    rule: SpareRule, worstUnit: String, workersLost: Int, workersRestarted: Int, servedRequestsPerSecond: [Double]
  ) {
    self.rule = rule
    self.worstUnit = worstUnit
    self.workersLost = workersLost
    self.workersRestarted = workersRestarted
    self.servedRequestsPerSecond = servedRequestsPerSecond
  }
}
