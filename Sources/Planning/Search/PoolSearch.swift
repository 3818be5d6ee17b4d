import Costing
import Optimization
import Plans
import Topology

/// The search in one pool: all replicas lie in it.
struct PoolSearch: Sendable {
  let request: PlanRequest
  let poolIndex: Int
  let costs: CostModel
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
    costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: poolIndex, workload: request.workload,
      calibration: request.calibration, imbalance: balance.imbalance(of: space.layouts.map(\.expertDivision)))
    score = Score(goal: request.goal, gpuPrice: ObjectiveUnit(request).price(of: pool))
  }

  func run(progress: @escaping @Sendable (Double) -> Void = { _ in }) -> SearchOutcome? {
    var search = LayoutSearch(costs: costs, space: space, score: score)
    return search.run(progress: progress)
  }

  /// The best replica that a look without proof finds, with a prescribed number of micro-batches.
  func quickBest(microBatches: Int) -> Candidate? {
    var space = space
    space.microBatches = [microBatches]
    var search = LayoutSearch(costs: costs, space: space, score: score)
    search.seed()
    return search.incumbent
  }

  var spaceSentence: String { "pool \(costs.pool.name): \(space.sentence)" }

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
