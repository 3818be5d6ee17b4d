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
  /// Replicas of one stage that spare some layers copies, by number of GPUs.
  let sparing: [LayoutSpace]
  let score: Score
  /// A layout that is tried before all others, at its best batch.
  var start: ReplicaLayout?
  /// Whether the search is to end with what it has.
  var isStopped: @Sendable () -> Bool = { false }

  init(_ request: PlanRequest, poolIndex: Int) throws {
    let pool = request.cluster.pools[poolIndex]
    self.request = request
    self.poolIndex = poolIndex
    let balance = ExpertBalance(request)
    let copies = RedundancyNumbers(request, balance: balance)
    let plain = LayoutSpace(
      model: request.model, pool: pool, gpuLimit: request.goal.gpuLimit, constraint: request.constraint)
    space = plain.withRedundantExperts(copies.numbers)
    sparing = plain.stages.allows(1) ? plain.sparing(copies.spared) : []
    let divisions = ([space] + sparing).flatMap { $0.layouts.map(\.expertDivision) }
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
    search(costs, score, progress: progress)
  }

  /// The best replica that scores less than a cutoff, and what no replica scores less than: the cutoff itself where
  /// none does.
  /// - Parameters:
  ///   - cutoff: What scores no less is not looked for.
  ///   - withBestExperts: Whether experts count as placed better than they can be; the bound then holds for any places.
  ///   - progress: Called with the share of the work that is done, from any thread.
  func run(
    below cutoff: Double, withBestExperts: Bool = false, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) -> (best: Candidate?, bound: Double) {
    let costs = withBestExperts ? costsWithBestExperts : costs
    return ([space] + sparing).reduce((best: nil, bound: cutoff)) { found, space in
      var search = LayoutSearch(costs: costs, space: space, score: score, incumbent: found.best, cutoff: cutoff)
      let outcome = search.run(progress: progress)
      return (outcome?.best ?? found.best, min(found.bound, search.openBound))
    }
  }

  /// The same with a bound that holds however the experts are placed: times grow with the imbalance, so a search with the
  /// least imbalances bounds what one with those that were reached finds. Each leaves room for the other in the tolerance.
  func runBoundingPlacements(progress: @escaping @Sendable (Double) -> Void) throws -> SearchOutcome? {
    guard request.expertLoad != nil else { return run(progress: progress) }
    let score = Score(goal: try request.goal.tolerating(share: Self.searchShare), gpuPrice: score.gpuPrice)
    guard let reached = search(costs, score, progress: { progress($0 / 2) }) else { return nil }
    guard let least = search(costsWithBestExperts, score, progress: { progress((1 + $0) / 2) }) else {
      // Before anything was found nothing is known about other places.
      return SearchOutcome(best: reached.best, bound: isStopped() ? 0 : reached.bound, statistics: reached.statistics)
    }
    return SearchOutcome(
      best: reached.best, bound: min(reached.bound, least.bound), statistics: reached.statistics + least.statistics)
  }

  /// Of the tolerance; the rest is for experts that could be placed better.
  private static let searchShare = 0.7
  /// Layers with different numbers of copies need a runtime that takes them, so they must be worth something.
  private static let leastGainOfSparing = 0.001

  /// Layouts that have as many copies in every layer, and then what beats the best of them by sparing some layers.
  private func search(
    _ costs: CostModel, _ score: Score, progress: @escaping @Sendable (Double) -> Void
  ) -> SearchOutcome? {
    var search = LayoutSearch(costs: costs, space: space, score: score, isStopped: isStopped)
    if let start { search.offer(start) }
    guard let even = search.run(progress: progress) else { return nil }
    let all = sparing.reduce(even) { found, space in
      var search = LayoutSearch(
        costs: costs, space: space, score: score, incumbent: found.best, isStopped: isStopped)
      guard let next = search.run(progress: { _ in }) else { return found }
      return SearchOutcome(
        best: next.best, bound: min(found.bound, next.bound), statistics: found.statistics + next.statistics)
    }
    let isWorthIt = all.best.score < even.best.score * (1 - Self.leastGainOfSparing)
    return SearchOutcome(best: isWorthIt ? all.best : even.best, bound: all.bound, statistics: all.statistics)
  }

  /// The best replica that a look without proof finds.
  /// - Parameter microBatches: In flight, where that is prescribed.
  func quickBest(microBatches: Int? = nil) -> Candidate? {
    ([space] + sparing).reduce(nil) { incumbent, space in
      var space = space
      if let microBatches { space.microBatches = [microBatches] }
      var search = LayoutSearch(costs: costs, space: space, score: score, incumbent: incumbent)
      search.seed()
      return search.incumbent
    }
  }

  var spaceSentence: String {
    let placements = request.expertLoad == nil ? "" : ", experts placed in any way"
    let spared = sparing.reduce(0) { $0 + $1.layouts.count }
    let layers = spared == 0 ? "" : ", and \(spared) replicas of one stage with fewer copies in some layers, whichever"
    return "pool \(costs.pool.name): \(space.sentence)\(placements)\(layers)"
  }

  func stageProgram(microBatch: Int, microBatches: Int, gpus: Int, round: Double) -> StageProgram {
    // Of just as many GPUs, they leave none for another stage.
    let spared = sparing.flatMap(\.layouts).filter { $0.gpus == gpus }
    return LayoutSearch(costs: costs, space: space.adding(spared), score: score).examiner.stageProgram(
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
