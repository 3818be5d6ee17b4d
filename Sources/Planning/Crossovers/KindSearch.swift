import Costing
import Topology

/// Searches for the best layout of a kind below a score, over all pools, without writing it down.
struct KindSearch: Sendable {
  /// What is known of a kind at one point.
  struct Answer: Sendable {
    /// The best found below the score that was to be beaten; `nil` where none is.
    let score: Double?
    /// No layout of the kind scores less; the score that was to be beaten where none does.
    let bound: Double
  }

  let constraint: LayoutConstraint
  let tolerance: Double

  /// - Parameter cutoff: What scores no less is not looked for.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  func answer(_ request: PlanRequest, below cutoff: Double) throws -> Answer {
    var request = request
    request.constraint = constraint
    request.goal = try request.goal.tolerating(tolerance)
    var score: Double?
    var bound = cutoff
    for (index, pool) in request.cluster.pools.enumerated()
    where constraint.obstacle(model: request.model, pool: pool) == nil {
      let search = try PoolSearch(request, poolIndex: index)
      guard !search.space.layouts.isEmpty else { continue }
      let found = search.run(below: score ?? cutoff)
      // What a demand needs and cannot be placed is refused by a plan, too.
      if let best = found.best, !isPlaced(best, request, pool) { continue }
      bound = min(bound, found.bound)
      score = found.best?.score ?? score
    }
    return Answer(score: score, bound: bound)
  }

  /// Whether the pool holds as many replicas as a demand needs.
  private func isPlaced(_ best: Candidate, _ request: PlanRequest, _ pool: Pool) -> Bool {
    guard request.goal.objective == .gpus else { return true }
    let needed = Int(min(1e15, best.score).rounded()) / best.layout.gpus
    return ReplicaPacker(pool: pool).pack(best.map, limit: needed, gpuLimit: request.goal.gpuLimit ?? .max).count
      == needed
  }
}
