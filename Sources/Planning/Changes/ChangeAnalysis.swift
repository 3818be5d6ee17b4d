import Costing
import Optimization
import Plans

/// Which changes to the inputs would improve the objective most, each found by solving again with the number of
/// micro-batches of the plan: the improvement is one that a layout reaches, and may be more.
struct ChangeAnalysis: Sendable {
  private let request: PlanRequest
  private let best: Candidate
  private let poolIndex: Int

  /// Changes that are shown, and the least improvement that is worth showing.
  private static let mostChanges = 3
  private static let leastImprovement = 0.005

  init(_ request: PlanRequest, best: Candidate, poolIndex: Int) {
    self.request = request
    self.best = best
    self.poolIndex = poolIndex
  }

  /// Largest improvement first.
  func changes() throws -> [PlanChange] {
    var candidates = RequestChange.smallerWeights(request)
    candidates += [
      try RequestChange.smallerCache(request), RequestChange.slowerTarget(request, times: 1.5),
      RequestChange.fasterScaleOut(request, times: 2), RequestChange.moreMemory(request, share: 0.1),
    ].compactMap(\.self)
    let improvements = try Concurrency.map(candidates.count, progress: { _ in }) { [candidates] index in
      Result { try improvement(candidates[index]) }
    }.compactMap { try $0.get() }
    return Array(
      improvements.filter { $0.improvement >= Self.leastImprovement }
        .sorted { ($1.improvement, $0.change) < ($0.improvement, $1.change) }.prefix(Self.mostChanges))
  }

  private func improvement(_ change: RequestChange) throws -> PlanChange? {
    let search = try PoolSearch(change.request, poolIndex: poolIndex)
    guard let found = search.quickBest(microBatches: best.layout.microBatches) else { return nil }
    return PlanChange(
      change: change.sentence, flag: change.flag, objective: found.score,
      improvement: (best.score - found.score) / best.score)
  }
}
