import Costing
import Optimization

/// The frontier of one pool: tokens per second of a GPU against tokens per second of a user.
///
/// Replicas of one stage are tried all, at every batch. Pipelines are too many for that: intervals of batches are closed by
/// the bounds that a plan is proved with, against the whole staircase instead of one incumbent, and a pipeline that might be
/// above it by more than a tolerance is tried, with all its batches.
struct FrontierSearch: Sendable {
  let pool: PoolSearch
  private let searches: [LayoutSearch]
  private let longestRound: Double

  init(_ request: PlanRequest, poolIndex: Int) throws {
    pool = try PoolSearch(request, poolIndex: poolIndex)
    searches = ([pool.space] + pool.sparing).map { [pool] in
      LayoutSearch(costs: pool.costs, space: $0, score: pool.score)
    }
    longestRound = request.goal.timePerOutputToken?.value ?? .infinity
  }

  /// - Parameter progress: Called with the share that is done, from any thread.
  func run(progress: @escaping @Sendable (Double) -> Void = { _ in }) -> FrontierOutcome {
    let families = searches.flatMap(oneStageFamilies)
    var batches = 0
    let samples = sweep(families, above: FrontierStaircase(), &batches, progress: { progress(0.1 * $0) }) {
      $0.sample()
    }
    let stages = sweep(families, above: samples, &batches, progress: { progress(0.1 + 0.2 * $0) }) { $0.points() }
    var seeded = PipelineCloser(search: searches[0], staircase: stages, longestRound: longestRound)
    seeded.seed()
    let closer = seeded.restarted
    let intervals = closer.intervals
    let parts = Concurrency.map(intervals.count, progress: { progress(0.3 + 0.7 * $0) }) { index in
      var part = closer
      part.close(intervals[index])
      return part
    }
    let points = parts.reduce(stages.points + seeded.found) { $0 + $1.found }
    return FrontierOutcome(
      staircase: FrontierStaircase(points), families: families.count, batches: batches,
      pipelines: parts.reduce(seeded.pipelines) { $0 + $1.pipelines },
      bounds: parts.reduce(seeded.statistics.bounds) { $0 + $1.statistics.bounds },
      intervals: parts.reduce(0) { $0 + $1.statistics.intervals },
      shortfall: parts.reduce(pool.score.goal.tolerance) { max($0, $1.shortfall) })
  }

  /// What was considered. Under an expert load balances are those that placements of a search reach; no bound covers better
  /// ones.
  var spaceSentence: String {
    let experts = pool.request.expertLoad == nil ? "" : ", experts balanced as placements of little effort do"
    let spared = pool.sparing.isEmpty ? "" : ", replicas of one stage also with fewer copies in some layers"
    return "pool \(pool.costs.pool.name): \(pool.space.sentence)\(experts)\(spared)"
  }

  private func sweep(
    _ families: [ReplicaFamily], above staircase: FrontierStaircase, _ batches: inout Int,
    progress: @escaping @Sendable (Double) -> Void, _ body: @Sendable (inout BatchSweep) -> [FrontierPoint]
  ) -> FrontierStaircase {
    let found = Concurrency.map(families.count, progress: progress) { index in
      var sweep = BatchSweep(families[index], above: staircase, longestRound: longestRound)
      let points = body(&sweep)
      return (points: points, count: sweep.count)
    }
    batches += found.reduce(0) { $0 + $1.count }
    return staircase.merged(with: found.flatMap(\.points))
  }

  /// Every layout of the space that holds all layers and can be placed.
  private func oneStageFamilies(_ search: LayoutSearch) -> [ReplicaFamily] {
    let layers = 0..<search.costs.kindOfLayer.count
    return search.space.layouts.indices.compactMap { index in
      let path = PipelinePath(stages: [.init(layers: layers, layout: index)])
      return search.family(path, microBatches: 1)
    }
  }
}

extension LayoutSearch {
  /// A path with a number of micro-batches; `nil` where it cannot be placed or fits no batch.
  func family(_ path: PipelinePath, microBatches: Int) -> ReplicaFamily? {
    let stages = path.stages.map { StageAssignment(layers: $0.layers, layout: space.layouts[$0.layout]) }
    let map = evaluator.packer.map(stages.map(\.layout))
    guard stages.reduce(0, { $0 + $1.layout.gpus }) <= space.gpuLimit, evaluator.packer.canPlace(map) else {
      return nil
    }
    let family = ReplicaFamily(
      path, stages: stages, map: map, microBatches: microBatches, limit: largestMicroBatch(microBatches),
      evaluator: evaluator)
    return family.mostSequences > 0 ? family : nil
  }
}
