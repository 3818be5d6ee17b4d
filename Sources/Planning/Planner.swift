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

/// Finds the layout that a goal asks for, proves how good it is, and places it.
public struct Planner: Sendable {
  private let request: PlanRequest
  private let optimizer: any Optimizer

  /// - Parameters:
  ///   - request: Model, cluster, workload, calibration and goal.
  ///   - optimizer: Proves the stage program of what wins.
  public init(_ request: PlanRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
  }

  /// Searches every pool, takes the best, and writes it down.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func plan() throws -> PlanningResult {
    let searches = try request.cluster.pools.indices.map { try PoolSearch(request, poolIndex: $0) }
    let finished = searches.compactMap { search in search.run().map { (search: search, outcome: $0) } }
    guard let best = finished.min(by: { $1.outcome.best.isBetter(than: $0.outcome.best) == false && $0.outcome.best.isBetter(than: $1.outcome.best) })
    else { return .refused(try RefusalAnalysis(request).refusal()) }
    let bound = finished.map(\.outcome.bound).min() ?? best.outcome.bound
    let stageProgram = best.search.certify(best.outcome, optimizer: optimizer)
    let changes = try ChangeAnalysis(request, best: best.outcome.best, poolIndex: best.search.poolIndex).changes()
    let assembly = try PlanAssembly(request, poolIndex: best.search.poolIndex, candidate: best.outcome.best)
    return .plan(
      assembly.plan(
        bound: bound, space: finished.map { $0.search.spaceSentence }.joined(separator: "; or "),
        statistics: finished.map(\.outcome.statistics).reduce(SearchStatistics(), +), stageProgram: stageProgram,
        changes: changes))
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
