import Costing
import Optimization
import Plans
import Topology

/// The search in one pool: all replicas lie in it.
struct PoolSearch: Sendable {
  let request: PlanRequest
  let poolIndex: Int
  let costs: CostModel
  /// With the experts placed better than they can be; the same where no load says how they are.
  private let costsWithBestExperts: CostModel
  var space: LayoutSpace
  let score: Score

  init(_ request: PlanRequest, poolIndex: Int) throws {
    let pool = request.cluster.pools[poolIndex]
    self.request = request
    self.poolIndex = poolIndex
    let balance = ExpertBalance(request)
    let copies = RedundancyNumbers(request, balance: balance)
    let plain = LayoutSpace(model: request.model, pool: pool, gpuLimit: request.goal.gpuLimit)
    space = plain.withRedundantExperts(copies.numbers)
    let divisions = space.layouts.map(\.expertDivision)
    func costs(_ imbalance: ExpertImbalance) throws -> CostModel {
      try CostModel(
        model: request.model, cluster: request.cluster, poolIndex: poolIndex, workload: request.workload,
        calibration: request.calibration, imbalance: imbalance)
    }
    self.costs = try costs(balance.imbalance(of: divisions))
    costsWithBestExperts = try costs(balance.leastImbalance(of: divisions))
    score = Score(goal: request.goal, gpuPrice: ObjectiveUnit(request).price(of: pool))
  }

  func run(progress: @escaping @Sendable (Double) -> Void = { _ in }) -> SearchOutcome? {
    var search = LayoutSearch(costs: costs, space: space, score: score)
    return search.run(progress: progress)
  }

  /// The same with a bound that holds however the experts are placed: times grow with the imbalance, so a search with the
  /// least imbalances bounds what one with those that were reached finds. Each leaves room for the other in the tolerance.
  func runBoundingPlacements(progress: @escaping @Sendable (Double) -> Void) throws -> SearchOutcome? {
    guard request.expertLoad != nil else { return run(progress: progress) }
    let score = Score(goal: try request.goal.tolerating(share: Self.searchShare), gpuPrice: score.gpuPrice)
    var search = LayoutSearch(costs: costs, space: space, score: score)
    guard let reached = search.run(progress: { progress($0 / 2) }) else { return nil }
    var bounding = LayoutSearch(costs: costsWithBestExperts, space: space, score: score)
    guard let least = bounding.run(progress: { progress((1 + $0) / 2) }) else { return reached }
    return SearchOutcome(
      best: reached.best, bound: min(reached.bound, least.bound), statistics: reached.statistics + least.statistics)
  }

  /// Of the tolerance; the rest is for experts that could be placed better.
  private static let searchShare = 0.7

  /// The best replica that a look without proof finds, with a prescribed number of micro-batches.
  func quickBest(microBatches: Int) -> Candidate? {
    var space = space
    space.microBatches = [microBatches]
    var search = LayoutSearch(costs: costs, space: space, score: score)
    search.seed()
    return search.incumbent
  }

  var spaceSentence: String {
    let placements = request.expertLoad == nil ? "" : ", experts placed in any way"
    return "pool \(costs.pool.name): \(space.sentence)\(placements)"
  }

  func stageProgram(microBatch: Int, microBatches: Int, gpus: Int, round: Double) -> StageProgram {
    LayoutSearch(costs: costs, space: space, score: score).examiner.stageProgram(
      microBatch: microBatch, microBatches: microBatches, gpuLimit: gpus, longestRound: round)
  }

  /// Has the solver prove that no path of the winner's batch and GPUs has a shorter round.
  func certify(_ outcome: SearchOutcome, optimizer: any Optimizer) -> ProgramCertificate {
    let best = outcome.best
    let program = stageProgram(
      microBatch: best.layout.microBatch, microBatches: best.layout.microBatches, gpus: best.layout.gpus,
      round: best.round)
    return StageProgramCertifier(optimizer: optimizer).certify(
      program, round: best.round, tolerance: request.goal.tolerance)
  }
}
