/// Searches for the best layout of a kind below a score, over all pools, without writing it down.
struct KindSearch: Sendable {
  /// What is known of a kind at one point.
  struct Answer: Sendable {
    /// The best found; `nil` where none fits, or none is below the score that was to be beaten.
    let score: Double?
    /// No layout of the kind scores less.
    let bound: Double
  }

  let constraint: LayoutConstraint
  let tolerance: Double

  /// - Parameter cutoff: Whatever scores more need not be found.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  func answer(_ request: PlanRequest, below cutoff: Double) throws -> Answer {
    var request = request
    request.constraint = constraint
    request.goal = try request.goal.tolerating(tolerance)
    var best = Answer(score: nil, bound: .infinity)
    for index in request.cluster.pools.indices
    where constraint.obstacle(model: request.model, pool: request.cluster.pools[index]) == nil {
      let limit = min(cutoff, best.score ?? .infinity)
      let search = try PoolSearch(request, poolIndex: index)
      guard !search.space.layouts.isEmpty else { continue }
      let outcome = search.run(below: limit)
      let score = outcome.flatMap { $0.best.score < limit ? $0.best.score : nil }
      best = Answer(
        score: score ?? best.score, bound: min(best.bound, outcome?.bound ?? limit))
    }
    return best
  }
}
