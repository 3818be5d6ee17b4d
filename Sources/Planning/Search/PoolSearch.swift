import Clusters
import Costing
import Optimization
import Plans

/// The search in one pool: all replicas lie in it.
struct PoolSearch: Sendable {
  let request: PlanRequest
  let poolIndex: Int
  let costs: CostModel
  /// The same costs with experts placed better than any placement can; equal where there is no expert load.
  private let costsWithBestExperts: CostModel
  var space: LayoutSpace
  /// The spaces of replicas of one stage in which some layers have fewer copies, by number of GPUs.
  let spacesWithFewerCopies: [LayoutSpace]
  let score: Score
  /// A layout that is tried before all others, at its best batch.
  var start: ReplicaLayout?
  /// Whether the search is to end with what it has.
  var isStopped: @Sendable () -> Bool = { false }

  init(_ request: PlanRequest, poolIndex: Int) throws {
    let pool = request.cluster.pools[poolIndex]
    self.request = request
    self.poolIndex = poolIndex
    let balance = ExpertBalance(request: request)
    let copies = RedundancyNumbers(request, balance: balance)
    let plain = LayoutSpace(
      model: request.model, pool: pool, gpuLimit: request.goal.gpuLimit, constraint: request.constraint)
    let whole = plain.withRedundantExperts(copies.numbers)
    space =
      request.engine.map { whole.alike(for: $0, on: pool, layers: request.model.layers.count) }
      ?? whole
    spacesWithFewerCopies =
      plain.stages.allows(1) && request.engine == nil ? plain.withFewerCopies(copies.fewerCopies) : []
    let divisions = ([space] + spacesWithFewerCopies).flatMap { $0.layouts.map(\.expertParallelism) }
    func costs(_ imbalance: ExpertImbalance) throws -> CostModel {
      try CostModel(
        model: request.model, cluster: request.cluster, poolIndex: poolIndex, workload: request.workload,
        calibration: request.calibration, imbalance: imbalance)
    }
    self.costs = try costs(balance.imbalance(of: divisions))
    costsWithBestExperts = try costs(balance.leastImbalance(of: divisions))
    score = Score(goal: request.goal, gpuPrice: ObjectiveUnit(request).price(of: pool))
  }

  /// The space, and those with fewer copies.
  var spaces: [LayoutSpace] { [space] + spacesWithFewerCopies }

  func run(progress: @escaping @Sendable (Double) -> Void = { _ in }) -> SearchOutcome? {
    search(costs, score, progress: progress)
  }

  /// The best replica that scores less than a cutoff, and what no replica scores less than: the cutoff itself where
  /// none does.
  /// - Parameters:
  ///   - cutoff: The score from which on layouts are not searched.
  ///   - withBestExperts: Whether experts count as placed better than they can be; the bound then holds for any places.
  ///   - progress: Called with the share of the work that is done, from any thread.
  func run(
    below cutoff: Double, withBestExperts: Bool = false, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) -> (best: Candidate?, bound: Double) {
    let costs = withBestExperts ? costsWithBestExperts : costs
    return spaces.reduce((best: nil, bound: cutoff)) { found, space in
      var search = LayoutSearch(costs: costs, space: space, score: score, incumbent: found.best, cutoff: cutoff)
      let outcome = search.run(progress: progress)
      return (outcome?.best ?? found.best, min(found.bound, search.openBound))
    }
  }

  /// Searches of pipelines, to be held against what GPUs are worth one time after the other.
  var pipelineSearches: [LayoutSearch] {
    // Of alike stages every replica is searched at once, whatever the number of stages.
    (space.isAlike ? [space] : [space].compactMap(\.ofSeveralStages)).map {
      LayoutSearch(costs: costs, space: $0, score: score, isStopped: isStopped)
    }
  }

  /// Searches of all replicas with experts placed better than they can be, where a load says how they are placed.
  var searchesWithBestExperts: [LayoutSearch] {
    guard request.expertLoad != nil else { return [] }
    return spaces.map {
      LayoutSearch(costs: costsWithBestExperts, space: $0, score: score, isStopped: isStopped)
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

  /// The search's share of the tolerance; the rest is for experts that could be placed better.
  private static let searchShare = 0.7
  /// Layers with different numbers of copies need a runtime that takes them, so they must be worth something.
  private static let leastGainOfFewerCopies = 0.001

  /// Layouts that have as many copies in every layer, and then what beats the best of them by giving some layers fewer
  /// copies.
  private func search(
    _ costs: CostModel, _ score: Score, progress: @escaping @Sendable (Double) -> Void
  ) -> SearchOutcome? {
    var first = LayoutSearch(costs: costs, space: space, score: score, isStopped: isStopped)
    if let start { first.offer(start) }
    guard let even = first.run(progress: progress) else { return nil }
    let all = spacesWithFewerCopies.reduce(even) { found, space in
      var search = LayoutSearch(
        costs: costs, space: space, score: score, incumbent: found.best, isStopped: isStopped)
      guard let next = search.run(progress: { _ in }) else { return found }
      return SearchOutcome(
        best: next.best, bound: min(found.bound, next.bound), statistics: found.statistics + next.statistics)
    }
    let isWorthIt = all.best.score < even.best.score * (1 - Self.leastGainOfFewerCopies)
    return SearchOutcome(best: isWorthIt ? all.best : even.best, bound: all.bound, statistics: all.statistics)
  }

  /// The best replica that a look without proof finds.
  /// - Parameter microBatches: The micro-batches in flight, where prescribed.
  func quickBest(microBatches: Int? = nil) -> Candidate? {
    spaces.reduce(nil) { incumbent, space in
      var space = space
      if let microBatches {
        guard space.microBatches.contains(microBatches) else { return incumbent }
        space.microBatches = [microBatches]
      }
      var search = LayoutSearch(costs: costs, space: space, score: score, incumbent: incumbent)
      search.seed()
      return search.incumbent
    }
  }

  var spaceSentence: String {
    let placements = request.expertLoad == nil ? "" : ", experts placed in any way"
    let fewerCopies = spacesWithFewerCopies.reduce(0) { $0 + $1.layouts.count }
    let layers =
      fewerCopies == 0 ? "" : ", and \(fewerCopies) replicas of one stage with fewer copies in some layers, whichever"
    return "pool \(costs.pool.name): \(space.sentence)\(placements)\(layers)"
  }

  /// - Parameter stages: The number of stages of the program's layout.
  /// - Returns: `nil` where the program would be larger than a solver can take.
  func stageProgram(
    of stages: [StageAssignment], microBatch: Int, microBatches: Int, gpus: Int, round: Double
  ) -> StageProgram? {
    // Of just as many GPUs, they leave none for another stage.
    let fewerCopies = spacesWithFewerCopies.flatMap(\.layouts).filter { $0.gpus == gpus }
    let searched =
      space.isAlike
      ? stages.first.map { space.only($0.layout, stages: stages.count) } ?? space : space.adding(fewerCopies)
    return LayoutSearch(costs: costs, space: searched, score: score).examiner.stageProgram(
      microBatch: microBatch, microBatches: microBatches, gpuLimit: gpus, longestRound: round)
  }

  /// Has the solver prove that no path of the winner's batch and GPUs has a shorter round.
  func certify(_ best: Candidate, optimizer: any Optimizer) -> ProgramCertificate? {
    let program = stageProgram(
      of: best.layout.stages, microBatch: best.layout.microBatch, microBatches: best.layout.microBatches,
      gpus: best.layout.gpus,
      round: best.round)
    return program.map {
      StageProgramCertifier(optimizer: optimizer).certify($0, round: best.round, tolerance: request.goal.tolerance)
    }
  }
}
