/// The frontier of a pool, and what it rests on.
struct FrontierOutcome: Sendable {
  let staircase: FrontierStaircase
  /// Layouts of one stage, all tried.
  let families: Int
  /// Batches of them that were costed; the others lie in intervals that are beaten as a whole.
  let batches: Int
  /// Pipelines that were tried.
  let pipelines: Int
  /// Bounds on pipelines.
  let bounds: Int
  /// Intervals of batches of pipelines that were closed.
  let intervals: Int
  /// Every replica of the space is beaten by a point if all were better by this share in both speeds.
  let shortfall: Double
}
