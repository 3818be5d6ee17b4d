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
  private let isStopped: @Sendable () -> Bool

  /// - Parameter isStopped: Whether the search is to end with what it has; asked before every interval of pipelines.
  init(_ request: PlanRequest, poolIndex: Int, isStopped: @escaping @Sendable () -> Bool = { false }) throws {
    self.isStopped = isStopped
    pool = try PoolSearch(request, poolIndex: poolIndex)
    searches = ([pool.space] + pool.spacesWithFewerCopies).map { [pool] in
      LayoutSearch(costs: pool.costs, space: $0, score: pool.score)
    }
    longestRound = request.goal.timePerOutputToken?.value ?? .infinity
  }

  /// - Parameter progress: Called with the share that is done, from any thread.
  func run(progress: @escaping @Sendable (Double) -> Void = { _ in }) -> FrontierOutcome {
    let families = searches.flatMap { $0.space.isAlike ? $0.alikeFamilies : oneStageFamilies($0) }
    var batches = 0
    let samples = sweep(families, above: FrontierStaircase(), &batches, progress: { progress(0.1 * $0) }) {
      $0.sample()
    }
    if pool.space.isAlike { return everyReplica(families, above: samples, batches, progress: progress) }
    let stages = sweep(families, above: samples, &batches, progress: { progress(0.1 + 0.2 * $0) }) { $0.points() }
    var seeded = PipelineCloser(
      search: searches[0], staircase: stages, longestRound: longestRound, isStopped: isStopped)
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
    let fewerCopies =
      pool.spacesWithFewerCopies.isEmpty ? "" : ", replicas of one stage also with fewer copies in some layers"
    return "pool \(pool.costs.pool.name): \(pool.space.sentence)\(experts)\(fewerCopies)"
  }

  /// All batches of all replicas of alike stages; when the search is to end, bounds on those that are left.
  private func everyReplica(
    _ families: [ReplicaFamily], above samples: FrontierStaircase, _ batches: Int,
    progress: @escaping @Sendable (Double) -> Void
  ) -> FrontierOutcome {
    let found = Concurrency.map(families.count, progress: { progress(0.1 + 0.9 * $0) }) { index -> BatchSweep? in
      guard !isStopped() else { return nil }
      var sweep = BatchSweep(families[index], above: samples, longestRound: longestRound)
      _ = sweep.points()
      return sweep
    }
    let staircase = samples.merged(with: found.compactMap(\.self).flatMap(\.found))
    let left = zip(families, found).filter { $1 == nil }.map(\.0.bounds).filter { $0.round <= longestRound }
    return FrontierOutcome(
      staircase: staircase, families: families.count, batches: found.reduce(batches) { $0 + ($1?.count ?? 0) },
      pipelines: 0, bounds: left.count, intervals: 0,
      shortfall: left.reduce(pool.score.goal.tolerance) {
        max($0, staircase.shortfall(round: $1.round, speed: $1.speed))
      })
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
  /// Every replica of alike stages that fits.
  fileprivate var alikeFamilies: [ReplicaFamily] {
    space.microBatches.filter { space.stages.allows($0) }.flatMap { stages in
      alikePipelines(stages: stages).map {
        ReplicaFamily($0, limit: largestMicroBatch(stages), costs: costs)
      }
    }.filter { $0.mostSequences > 0 }
  }

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

/// Shows that no pipeline of a number of micro-batches lies above a staircase by more than the tolerance, and tries those of
/// which it cannot.
private struct PipelineCloser: Sendable {
  private let search: LayoutSearch
  private let examiner: IntervalExaminer
  private var staircase: FrontierStaircase
  private let longestRound: Double
  private let isStopped: @Sendable () -> Bool
  /// Points above the staircase.
  private(set) var found: [FrontierPoint] = []
  /// Pipelines tried.
  private(set) var pipelines = 0
  private(set) var statistics = SearchStatistics()
  /// The open part lies above the staircase by this share at most.
  private(set) var shortfall = 0.0
  private var tried = Set<[Int]>()

  init(
    search: LayoutSearch, staircase: FrontierStaircase, longestRound: Double, isStopped: @escaping @Sendable () -> Bool
  ) {
    self.isStopped = isStopped
    self.search = search
    examiner = IntervalExaminer(
      costs: search.costs, space: search.space, storage: search.storage, shape: search.evaluator.packer.shape,
      stages: .several)
    self.staircase = staircase
    self.longestRound = longestRound
  }

  private var tolerance: Double { search.score.goal.tolerance }

  /// Tries what looks best at the smallest batch of every interval, without a proof.
  mutating func seed() {
    for interval in intervals where !isStopped() {
      let size = interval.sizes.lowerBound
      let single = BatchInterval(microBatches: interval.microBatches, sizes: size...size)
      if case .open(let open) = examine(examiner.prepare(single)) { _ = attempt(open.path, single) }
    }
  }

  /// The same staircase, nothing counted yet.
  var restarted: PipelineCloser {
    var copy = self
    copy.found = []
    copy.pipelines = 0
    copy.statistics = SearchStatistics()
    return copy
  }

  /// Intervals that hold every batch and number of micro-batches.
  var intervals: [BatchInterval] {
    search.space.microBatches.flatMap {
      BatchInterval.geometric(microBatches: $0, upTo: search.largestMicroBatch($0))
    }
  }

  /// - Parameter start: Fewer GPUs than this are closed already: what closes them for an interval closes them for its parts.
  mutating func close(_ interval: BatchInterval, from start: Int = 1) {
    statistics.intervals += 1
    let prepared = examiner.prepare(interval)
    var start = start
    while case .open(let open) = examine(prepared, from: start) {
      start = open.gpus
      if isStopped() { return leaveOpen(interval, gpus: open.gpus, round: prepared.fastestPass) }
      if attempt(open.path, interval) { continue }
      if interval.isFinest || !open.isWithinLimits, settle(prepared, from: &start) { return }
      guard let halves = interval.halves else {
        leaveOpen(interval, gpus: open.gpus, round: prepared.fastestPass)
        return
      }
      close(halves.0, from: start)
      close(halves.1, from: start)
      return
    }
  }

  private mutating func examine(
    _ prepared: IntervalExaminer.PreparedInterval, from start: Int = 1
  ) -> IntervalExaminer.Examination {
    examiner.examine(prepared, from: start, limit: limit(prepared.interval), counting: &statistics.bounds)
  }

  /// The longest round with which some batch of an interval is above the staircase. Ties are no gain.
  private func limit(_ interval: BatchInterval) -> (Int) -> RoundLimit {
    { [staircase, longestRound, tolerance] gpus in
      let longest = staircase.longestRound(
        sequencesPerGPU: Double(interval.mostSequences) / Double(gpus), share: tolerance)
      return RoundLimit(any: min(longest * (1 - 1e-12), longestRound), largest: .infinity)
    }
  }

  /// Tries a path with all its batches, once.
  /// - Returns: Whether the path is above the staircase at the smallest batch of an interval, by more than the tolerance.
  private mutating func attempt(_ path: PipelinePath, _ interval: BatchInterval) -> Bool {
    let key = path.stages.flatMap { [$0.layers.lowerBound, $0.layout] }
    guard !tried.contains(key),
      let candidate = search.evaluator.evaluate(
        path, microBatch: interval.sizes.lowerBound, microBatches: interval.microBatches)
    else { return false }
    let speed = Double(candidate.layout.sequences) / (Double(candidate.layout.gpus) * candidate.round)
    guard staircase.speed(within: candidate.round) < speed else { return false }
    let isAbove = staircase.shortfall(round: candidate.round, speed: speed) > tolerance
    tried.insert(key)
    pipelines += 1
    for count in search.space.microBatches { sweep(path, microBatches: count) }
    return isAbove
  }

  private mutating func sweep(_ path: PipelinePath, microBatches: Int) {
    guard let family = search.family(path, microBatches: microBatches) else { return }
    var sweep = BatchSweep(family, above: staircase, longestRound: longestRound)
    let points = sweep.points()
    guard !points.isEmpty else { return }
    found += points
    staircase = staircase.merged(with: points)
  }

  private mutating func leaveOpen(_ interval: BatchInterval, gpus: Int, round: Double) {
    let speed = Double(interval.mostSequences) / (Double(gpus) * round)
    shortfall = max(shortfall, staircase.shortfall(round: round, speed: speed))
  }

  /// Bounds an interval with the exact program: the least latency for every number of GPUs.
  /// - Parameter count: Fewer GPUs than this are closed.
  /// - Returns: Whether the interval is done with; if not, it is worth splitting.
  private mutating func settle(_ prepared: IntervalExaminer.PreparedInterval, from count: inout Int) -> Bool {
    let interval = prepared.interval
    var window = Self.windowShare
    while case .open(let open) = examine(prepared, from: count) {
      count = open.gpus
      guard let rest = open.rest, interval.isFinest || !open.isWithinLimits else { return false }
      let last = max(open.gpus, min(search.space.gpuLimit, Int(Double(open.gpus) * (1 + window))))
      let pass = examiner.fastestPass(
        prepared, open, rest: rest, gpus: open.gpus...last, limit: limit(interval))
      guard let pass else {
        count = last + 1
        window = Self.windowShare
        continue
      }
      if attempt(pass.path, interval) { continue }
      if last > open.gpus {
        window = 0
        continue
      }
      guard interval.isFinest else { return false }
      leaveOpen(interval, gpus: open.gpus, round: pass.latency)
      count += 1
    }
    return true
  }

  /// Numbers of GPUs that are closed together, as a share of the first: wider windows loosen the limits.
  private static let windowShare = 0.06
}
