/// What a frontier rests on: replicas of one stage are complete, pipelines are bounded.
public struct FrontierCertificate: Codable, Sendable, Equatable {
  /// Pools that were searched. A GPU of one counts as a GPU of another, whatever it costs.
  public var pools: [String]
  /// Everything that was considered, in words.
  public var space: String
  /// Layouts of one stage that hold the model and can be placed; each was looked at with every batch.
  public var oneStageLayouts: Int
  /// Micro-batches above this were taken in steps of one part in so many of themselves, every one up to it.
  public var everyBatchUpTo: Int
  /// Batches of one stage that were costed one by one; the others lie in intervals that are beaten as a whole.
  public var batches: Int
  /// Pipelines that were tried with all their batches.
  public var pipelines: Int
  /// Intervals of batches in which no other pipeline lies above the frontier.
  public var intervals: Int
  /// Bounds computed for them.
  public var bounds: Int
  /// A replica that is not among the points is beaten by one of them if that were better by this share in both speeds.
  public var shortfall: Double
  /// "proved" where that is within the tolerance, else "within".
  public var status: Certificate.Status

  /// - Parameters: As the properties of the same names; the status is worked out.
  public init(
    pools: [String], space: String, oneStageLayouts: Int, everyBatchUpTo: Int, batches: Int, pipelines: Int,
    intervals: Int, bounds: Int,
    shortfall: Double, tolerance: Double
  ) {
    self.pools = pools
    self.space = space
    self.oneStageLayouts = oneStageLayouts
    self.everyBatchUpTo = everyBatchUpTo
    self.batches = batches
    self.pipelines = pipelines
    self.intervals = intervals
    self.bounds = bounds
    self.shortfall = shortfall
    status = shortfall <= tolerance * (1 + 1e-9) ? .proved : .within
  }
}
