import Costing
import Optimization
import Plans
import Topology

/// What planning ends with.
public enum PlanningResult: Sendable {
  /// A plan.
  case plan(Plan)
  /// Nothing fits, or nothing is fast enough.
  case refused(Refusal)
}

/// What the search in one pool found.
private struct PoolResult {
  let search: PoolSearch
  let outcome: SearchOutcome

  static func better(_ first: PoolResult?, _ second: PoolResult) -> PoolResult? {
    second.outcome.best.isBetter(than: first?.outcome.best) ? second : first
  }
}

/// Finds the layout that a goal asks for, proves how good it is, and places it.
public struct Planner: Sendable {
  private let request: PlanRequest
  private let optimizer: any Optimizer
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - request: Model, cluster, workload, calibration and goal.
  ///   - optimizer: Proves the stage program of what wins.
  ///   - progress: Called with the share of the search that is done, from any thread.
  public init(
    _ request: PlanRequest, optimizer: any Optimizer, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.request = request
    self.optimizer = optimizer
    self.progress = progress
  }

  /// Searches every pool, takes the best, and writes it down.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func plan() throws -> PlanningResult {
    let pools = request.cluster.pools.indices
    let finished = try pools.compactMap { index -> PoolResult? in
      let search = try PoolSearch(request, poolIndex: index)
      let outcome = try search.runBoundingPlacements { [progress] in
        progress((Double(index) + $0) / Double(pools.count))
      }
      return outcome.map { PoolResult(search: search, outcome: $0) }
    }
    guard let best = finished.reduce(nil, PoolResult.better) else {
      return .refused(try RefusalAnalysis(request).refusal())
    }
    let bound = finished.map(\.outcome.bound).min() ?? best.outcome.bound
    let assembly = try PlanAssembly(
      request, poolIndex: best.search.poolIndex, candidate: best.outcome.best,
      optimizer: optimizer)
    if let refusal = assembly.refusal { return .refused(refusal) }
    let stageProgram = best.search.certify(best.outcome, optimizer: optimizer)
    let changes = try ChangeAnalysis(request, best: best.outcome.best, poolIndex: best.search.poolIndex).changes()
    let redundancy = try RedundancyAnalysis(request, best: best.outcome.best, poolIndex: best.search.poolIndex).values()
    return .plan(
      assembly.plan(
        bound: bound, space: finished.map { $0.search.spaceSentence }.joined(separator: "; or "),
        statistics: finished.map(\.outcome.statistics).reduce(SearchStatistics(), +), stageProgram: stageProgram,
        changes: changes, redundancy: redundancy))
  }

  /// The stage program of the best layout, for other solvers; `nil` where nothing fits.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func stageProgram(of plan: Plan) throws -> LinearProgram? {
    guard let index = request.cluster.pools.firstIndex(where: { $0.name == plan.layout.pool }) else { return nil }
    return try PoolSearch(request, poolIndex: index).stageProgram(
      microBatch: plan.layout.microBatch, microBatches: plan.layout.microBatches, gpus: plan.layout.gpusPerReplica,
      round: plan.prediction.round
    ).program
  }
}
