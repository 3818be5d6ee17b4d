/// What became of the layouts that were looked at for a role on a pool.
public struct RatingCount: Sendable, Hashable {
  /// All that were looked at.
  public var layouts = 0
  /// Those whose HBM does not hold the weights and one sequence at its longest.
  public var tooLarge = 0
  /// Those that miss a target even for a request that is alone.
  public var tooSlow = 0
  /// The lowest TTFT of the latter for a request that is alone, in seconds.
  public var leastTimeToFirstToken: Double?
  /// The lowest TPOT of the latter for a request that is alone, in seconds.
  public var leastTimePerOutputToken: Double?

  /// Nothing yet.
  public init() {}
}
