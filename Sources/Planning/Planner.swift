import Clusters
import Costing
import Optimization
import Plans

/// The result of planning.
public enum PlanningResult: Sendable {
  /// A plan.
  case plan(Plan)
  /// Nothing fits, or nothing is fast enough.
  case refused(Refusal)
}

/// The result of the search in one pool.
private struct PoolResult {
  let search: PoolSearch
  let outcome: SearchOutcome

  var kind: ReplicaKind { ReplicaKind(poolIndex: search.poolIndex, candidate: outcome.best) }

  static func better(_ first: PoolResult?, _ second: PoolResult) -> PoolResult? {
    second.outcome.best.isBetter(than: first?.outcome.best) ? second : first
  }
}

/// A refusal as the failure of a search.
public struct Refused: Error {
  /// The reason why there is no plan.
  public let refusal: Refusal
}

/// What was found in all pools, ready to become a document.
struct Solved {
  /// The search in the pool of the first kind of replicas.
  fileprivate let search: PoolSearch
  fileprivate let composition: ReplicaComposition
  fileprivate let space: String
  fileprivate let statistics: SearchStatistics
  let bound: Double
  let assembly: PlanAssembly
  /// What the objective comes to by the costs of the search.
  let objective: Double

  /// A replica of the first kind.
  var best: Candidate { composition.groups[0].kind.candidate }
  /// The same without its score.
  var layout: ReplicaLayout { best.layout }
  /// The pool that it lies in.
  var poolIndex: Int { composition.groups[0].kind.poolIndex }

  fileprivate func plan(changes: [PlanChange], redundancy: [RedundancyValue]?, optimizer: any Optimizer) -> Plan {
    assembly.plan(
      bound: bound, space: space, statistics: statistics, isInterrupted: false,
      stageProgram: search.certify(best, optimizer: optimizer), changes: changes, redundancy: redundancy)
  }

  /// The best so far of a search that was stopped.
  fileprivate var interrupted: Plan {
    assembly.plan(
      bound: bound, space: space, statistics: statistics, isInterrupted: true, stageProgram: nil, changes: [],
      redundancy: nil)
  }
}

/// A search was stopped before it had found anything.
public struct PlanningInterrupted: Error {}

/// Finds the layout that a goal asks for, proves how good it is, and places it.
public struct Planner: Sendable {
  private let request: PlanRequest
  private let optimizer: any Optimizer
  private let progress: @Sendable (Double) -> Void
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - request: Model, cluster, workload, calibration and goal.
  ///   - optimizer: Proves the stage program of what wins.
  ///   - progress: Called with the share of the search that is done, from any thread.
  ///   - isStopped: Whether the search is to end with the best that it has; asked now and then, from any thread.
  public init(
    _ request: PlanRequest, optimizer: any Optimizer, progress: @escaping @Sendable (Double) -> Void = { _ in },
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isStopped = isStopped
    self.request = request
    self.optimizer = optimizer
    self.progress = progress
  }

  /// Searches every pool, takes the best, and writes it down.
  /// - Parameter questions: The further questions to answer.
  /// - Throws: `Diagnostic` where the inputs contradict each other, or a question cannot be asked; `PlanningInterrupted`
  ///   where the search was stopped before it had found anything.
  public func plan(answering questions: PlanQuestions = PlanQuestions()) throws -> PlanningResult {
    try questions.check(against: request)
    let solved: Solved
    switch try solve() {
    case .success(let found): solved = found
    case .failure(let refused): return .refused(refused.refusal)
    }
    // Nothing else is solved for after a stop.
    if isStopped() { return .plan(solved.interrupted) }
    var plan = solved.plan(
      changes: try ChangeAnalysis(request, before: solved, optimizer: optimizer).changes(),
      redundancy: try RedundancyAnalysis(request, before: solved).values(), optimizer: optimizer)
    if !questions.whatIf.isEmpty {
      plan.whatIf = try WhatIfAnalysis(request, before: solved, optimizer: optimizer).answers(questions.whatIf)
    }
    if questions.wantsMarginals {
      plan.marginals = try MarginalAnalysis(request, plan: plan, before: solved, optimizer: optimizer).marginals()
    }
    return .plan(plan)
  }

  /// The best layout alone, to be set beside others: without what would improve it.
  /// Replicas are alike where such serve what is asked for.
  func bestLayout() throws -> Result<FoundLayout, Refused> {
    try solve(onlyAlike: true).map { solved in
      FoundLayout(
        solved.plan(changes: [], redundancy: nil, optimizer: optimizer), cost: solved.assembly.cost,
        levelNames: solved.assembly.levelNames)
    }
  }

  /// The plan alone, without what would improve it.
  /// - Parameter explainingRefusals: Whether a refusal says by how much and what would change it.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func planAlone(explainingRefusals: Bool = true) throws -> Result<Plan, Refused> {
    try solve(explainingRefusals: explainingRefusals).map {
      $0.plan(changes: [], redundancy: nil, optimizer: optimizer)
    }
  }

  /// The best of all pools.
  /// - Parameters:
  ///   - start: A layout that is tried before all others, in every pool that can have it: nothing worse is found.
  ///   - onlyAlike: Whether replicas of one kind are taken wherever these serve what is asked for.
  ///   - explainingRefusals: Whether a refusal says by how much and what would change it.
  func solve(
    near start: ReplicaLayout? = nil, onlyAlike: Bool = false, explainingRefusals: Bool = true
  ) throws -> Result<Solved, Refused> {
    let solved: Result<Solved, Refused>? =
      switch request.goal.objective {
      case .throughput, .gpus: try composed(near: start, onlyAlike: onlyAlike)
      case .cost, .latency: try alike(near: start).map { .success($0) }
      }
    if let solved { return solved }
    if isStopped() { throw PlanningInterrupted() }
    let analysis = RefusalAnalysis(request: request)
    return .failure(Refused(refusal: try explainingRefusals ? analysis.refusal() : analysis.bareRefusal()))
  }

  /// Replicas of any kinds, in all pools; `nil` where nothing fits.
  private func composed(near start: ReplicaLayout?, onlyAlike: Bool) throws -> Result<Solved, Refused>? {
    let search = try ReplicaSearch(
      request, optimizer: optimizer, onlyAlike: onlyAlike, progress: progress, isStopped: isStopped)
    do {
      guard let outcome = try search.run(near: start) else { return nil }
      let first = outcome.composition.groups[0].kind.poolIndex
      guard let pool = outcome.search(ofPool: first) else { return nil }
      let assembly = try PlanAssembly(request, outcome.composition, optimizer: optimizer, isHurried: isStopped())
      return .success(
        Solved(
          search: pool, composition: outcome.composition, space: Self.space(outcome.searches),
          statistics: outcome.statistics, bound: outcome.bound, assembly: assembly, objective: outcome.objective))
    } catch let missed as DemandMissed {
      return .failure(Refused(refusal: RefusalAnalysis(request: request).refusal(missed)))
    }
  }

  /// Replicas that are all alike, in one pool; `nil` where nothing fits.
  private func alike(near start: ReplicaLayout?) throws -> Solved? {
    let pools = request.cluster.usablePools
    // Pools that are alike have the same answer, which is looked for once.
    var answers: [Pool: SearchOutcome?] = [:]
    let finished = try pools.compactMap { index -> PoolResult? in
      var search = try PoolSearch(request, poolIndex: index)
      search.start = start
      search.isStopped = isStopped
      let kind = request.cluster.pools[index].unnamed
      if let answer = answers[kind] {
        return answer.map { PoolResult(search: search, outcome: $0.withoutEffort) }
      }
      let outcome = try search.runBoundingPlacements { [progress] in
        progress((Double(index) + $0) / Double(pools.count))
      }
      answers[kind] = .some(outcome)
      return outcome.map { PoolResult(search: search, outcome: $0) }
    }
    guard let best = finished.reduce(nil, PoolResult.better) else { return nil }
    // Nothing is known about a pool in which a stopped search found nothing.
    let isUnknown = isStopped() && finished.count < pools.count
    let bound = isUnknown ? 0 : finished.map(\.outcome.bound).min() ?? best.outcome.bound
    let composition = ReplicaComposition(filling: best.search.costs.pool, best.kind, request.goal.gpuLimit)
    let assembly = try PlanAssembly(request, composition, optimizer: optimizer, isHurried: isStopped())
    return Solved(
      search: best.search, composition: composition, space: Self.space(finished.map(\.search)),
      statistics: finished.map(\.outcome.statistics).reduce(SearchStatistics(), +), bound: bound, assembly: assembly,
      objective: best.outcome.best.score)
  }

  private static func space(_ searches: [PoolSearch]) -> String {
    searches.map(\.spaceSentence).joined(separator: "; or ")
  }

  /// The stage program of the best layout, for other solvers; `nil` where it would be larger than a solver can take.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func stageProgram(of plan: Plan) throws -> LinearProgram? {
    guard let index = request.cluster.pools.firstIndex(where: { $0.name == plan.layout.pool }) else { return nil }
    return try PoolSearch(request, poolIndex: index).stageProgram(
      of: plan.layout.stages.compactMap(\.assignment), microBatch: plan.layout.microBatch,
      microBatches: plan.layout.microBatches, gpus: plan.layout.gpusPerReplica,
      round: plan.prediction.round
    )?.program
  }
}
