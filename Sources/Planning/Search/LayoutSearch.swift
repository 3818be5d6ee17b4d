import Costing
import Quantities

/// Finds the replica with the least score over a layout space, and proves that none is better by more than a tolerance.
///
/// For each number of micro-batches, intervals of micro-batch sizes are examined: times and memory grow with the batch,
/// so those of the smallest one bound the interval. An interval in which nothing can beat the incumbent is closed; else
/// its smallest batch is tried as it is, and the rest is split.
struct LayoutSearch: Sendable {
  let costs: CostModel
  let space: LayoutSpace
  let score: Score
  let evaluator: PathEvaluator
  let storage: StorageTable
  private let gpus: [Int]
  private let tables: TimeTableCache
  private(set) var incumbent: Candidate?
  private(set) var statistics = SearchStatistics()
  /// The least score that an interval could not be shown to exceed.
  private var openBound = Double.infinity

  /// - Parameter incumbent: A replica that is known already.
  init(costs: CostModel, space: LayoutSpace, score: Score, incumbent: Candidate? = nil) {
    self.costs = costs
    self.space = space
    self.score = score
    self.incumbent = incumbent
    storage = StorageTable(costs: costs, layouts: space.layouts)
    tables = TimeTableCache(costs: costs, layouts: space.layouts)
    evaluator = PathEvaluator(
      costs: costs, layouts: space.layouts, storage: storage, score: score, packer: ReplicaPacker(pool: costs.pool),
      gpuLimit: space.gpuLimit)
    gpus = space.layouts.map(\.gpus)
  }

  /// Numbers of micro-batches are searched at the same time and apart from each other, each from the incumbent that the
  /// quick look found, so the result does not depend on how many threads there are.
  /// - Parameter progress: Called with the share of the work that is done, from any thread.
  /// - Returns: `nil` where no replica fits.
  mutating func run(progress: @escaping @Sendable (Double) -> Void) -> SearchOutcome? {
    seed()
    let start = self
    let counts = space.microBatches
    let parts = Concurrency.map(counts.count, progress: progress) { index in
      var part = start
      part.statistics = SearchStatistics()
      for interval in part.startingIntervals() where interval.microBatches == counts[index] { part.close(interval) }
      return SearchPart(incumbent: part.incumbent, bound: part.bound, statistics: part.statistics)
    }
    for part in parts {
      if let found = part.incumbent { _ = improve(with: found) }
      statistics = statistics + part.statistics
    }
    statistics.batches = tables.count
    guard let incumbent else { return nil }
    return SearchOutcome(
      best: incumbent, bound: parts.reduce(incumbent.score) { min($0, $1.bound) }, statistics: statistics)
  }

  private struct SearchPart: Sendable {
    let incumbent: Candidate?
    let bound: Double
    let statistics: SearchStatistics
  }

  /// What no replica of the intervals closed so far beats. GPUs are whole: none scores less than one GPU fewer.
  private var bound: Double {
    guard let incumbent else { return openBound }
    return min(openBound, score.goal.objective == .gpus ? incumbent.score : target(incumbent))
  }

  /// The score that an interval must be shown not to reach.
  private func target(_ incumbent: Candidate?) -> Double {
    guard let incumbent else { return .infinity }
    return score.goal.objective == .gpus ? incumbent.score - 1 : incumbent.score * (1 - score.goal.tolerance)
  }

  // MARK: - Intervals of batches

  private func startingIntervals() -> [BatchInterval] {
    space.microBatches.flatMap { count -> [BatchInterval] in
      if let batch = score.goal.batch {
        let size = (batch + count - 1) / count
        return (count - 1) * size < batch ? [BatchInterval(microBatches: count, sizes: size...size)] : []
      }
      return BatchInterval.geometric(microBatches: count, upTo: largestMicroBatch(count))
    }
  }

  /// The largest micro-batch whose caches fit the GPUs at all, however they are arranged.
  private func largestMicroBatch(_ microBatches: Int) -> Int {
    let perSequence = space.layouts.indices.map { storage.leastCachePerSequence($0) }.min() ?? 0
    guard perSequence > 0 else { return 1 << 16 }
    let whole = storage.available * Double(space.gpuLimit) / perSequence / Double(microBatches)
    return max(1, min(1 << 20, Int(whole)))
  }

  /// Looks for a good incumbent, without a proof.
  mutating func seed() {
    for interval in startingIntervals() { seed(interval) }
  }

  /// Looks for a good incumbent at the smallest batch of an interval.
  private mutating func seed(_ interval: BatchInterval) {
    let single = BatchInterval(
      microBatches: interval.microBatches, sizes: interval.sizes.lowerBound...interval.sizes.lowerBound)
    if case .open(let open) = examine(prepare(single)) { _ = attempt(open.path, single) }
  }

  private mutating func close(_ interval: BatchInterval) {
    statistics.intervals += 1
    let prepared = prepare(interval)
    while case .open(let open) = examine(prepared) {
      if attempt(open.path, interval) { continue }
      if interval.isNarrow, settle(prepared, from: open.gpus) { return }
      guard let halves = interval.halves else { return }
      close(halves.0)
      close(halves.1)
      return
    }
  }

  /// Tries a path at the smallest batch of an interval, and at the largest that it can carry.
  /// - Returns: Whether the incumbent got better.
  private mutating func attempt(_ path: PipelinePath, _ interval: BatchInterval) -> Bool {
    statistics.paths += 1
    guard
      let found = evaluator.evaluate(
        path, microBatch: interval.sizes.lowerBound, microBatches: interval.microBatches)
    else { return false }
    return improve(with: evaluator.pushed(found))
  }

  private mutating func improve(with candidate: Candidate) -> Bool {
    guard candidate.isBetter(than: incumbent) else { return false }
    let gained = target(candidate) < target(incumbent)
    incumbent = candidate
    return gained
  }

  // MARK: - Bounds

  private struct OpenCase {
    let gpus: Int
    let path: PipelinePath
    let rest: CheapestPath.Rest?
  }

  private enum Examination {
    case closed
    /// Nothing shows that a replica of so many GPUs cannot beat the incumbent; the path is worth a try.
    case open(OpenCase)
  }

  /// Walks up the numbers of GPUs. With N GPUs a score that beats the incumbent needs R below a limit that falls with N.
  /// If N' > N GPUs are needed to keep every stage within R/m, all numbers below N' are closed at once; else the least
  /// GPUs + λ · latency at λ = N/R closes every number for which it exceeds N + λ · R.
  /// - Parameter start: Fewer GPUs than this are closed already.
  private mutating func examine(_ prepared: PreparedInterval, from start: Int = 1) -> Examination {
    let interval = prepared.interval
    let fewest = FewestGPUs(gpus: gpus, feasibility: prepared.feasibility)
    let cheapest = CheapestPath(gpus: gpus, feasibility: prepared.feasibility)
    let sequences = interval.microBatches * interval.sizes.upperBound
    let target = target(incumbent)
    guard let needed = prepared.gpusForMemory else { return .closed }
    var count = max(start, needed)
    while count <= space.gpuLimit {
      let round = score.limit(target: target, gpus: count, sequences: sequences)
      let stage = round.stage(microBatches: interval.microBatches)
      statistics.bounds += 1
      guard round.any >= prepared.fastestPass, let found = fewest.solve(stage) else { return .closed }
      if found.gpus > count {
        count = found.gpus
        continue
      }
      guard round.any.isFinite else { return .open(OpenCase(gpus: count, path: found.path, rest: nil)) }
      let price = Double(count) / round.binding
      guard let least = cheapest.solve(stage, gpusPerSecond: price) else { return .closed }
      let before = count
      while count <= space.gpuLimit {
        let next = score.limit(target: target, gpus: count, sequences: sequences)
        guard Double(count) + price * (round.isTarget ? next.any : next.largest) < least.rest.cost else { break }
        count += 1
      }
      if count == before { return .open(OpenCase(gpus: count, path: least.path, rest: least.rest)) }
    }
    return .closed
  }

  /// Bounds an interval with the exact program: the least latency for every number of GPUs.
  /// - Returns: Whether the interval is done with; if not, it is worth splitting.
  private mutating func settle(_ prepared: PreparedInterval, from start: Int) -> Bool {
    let interval = prepared.interval
    let sequences = interval.microBatches * interval.sizes.upperBound
    var count = start
    var window = Self.windowShare
    while case .open(let open) = examine(prepared, from: count) {
      guard let rest = open.rest else { return false }
      let last = max(open.gpus, min(space.gpuLimit, Int(Double(open.gpus) * (1 + window))))
      count = open.gpus
      let found = fastestPass(prepared, rest: rest, gpus: open.gpus...last, sequences: sequences)
      guard let found else {
        count = last + 1
        window = Self.windowShare
        continue
      }
      if attempt(found.path, interval) { continue }
      if last > open.gpus {
        window = 0
        continue
      }
      guard interval.isFinest else { return false }
      openBound = min(openBound, score.value(gpus: open.gpus, round: found.latency, sequences: sequences))
      count += 1
    }
    return true
  }

  /// Numbers of GPUs that are closed together, as a share of the first: wider windows loosen the limits.
  private static let windowShare = 0.06

  /// The fastest path with a number of GPUs in a range that could beat the incumbent.
  private func fastestPass(
    _ prepared: PreparedInterval, rest: CheapestPath.Rest, gpus range: ClosedRange<Int>, sequences: Int
  ) -> (latency: Double, path: PipelinePath)? {
    let target = target(incumbent)
    let limits = range.map { score.limit(target: target, gpus: $0, sequences: sequences) }
    let budget = zip(range, limits).reduce(0.0) { max($0, Double($1.0) + rest.gpusPerSecond * $1.1.binding) }
    let limit = FastestPass.Limits(
      stage: limits[0].stage(microBatches: prepared.interval.microBatches), gpus: range.upperBound,
      latency: limits[0].binding, budget: budget)
    func pass(_ shape: DomainShape?) -> FastestPass {
      FastestPass(layouts: space.layouts, shape: shape, feasibility: prepared.feasibility, rest: rest)
    }
    // The exact places of stages are asked for only where nothing else can close the case.
    if range.count == 1, prepared.interval.isFinest {
      switch pass(evaluator.packer.shape).solve(limit) {
      case .none: return nil
      case .path(let path, let latency): return (latency, path)
      case .gaveUp: break
      }
    }
    guard case .path(let path, let latency) = pass(nil).solve(limit) else { return nil }
    return (latency, path)
  }

  private struct PreparedInterval {
    let interval: BatchInterval
    let feasibility: StageFeasibility
    /// GPUs that hold the weights and caches of the smallest batch; `nil` where no number does.
    let gpusForMemory: Int?
    /// The least latency of a micro-batch.
    let fastestPass: Double
  }

  /// The integer program of a batch, for a solver.
  /// - Parameters:
  ///   - gpuLimit: GPUs that a path may use.
  ///   - longestRound: Only paths with at most this round are of interest, seconds.
  func stageProgram(
    microBatch: Int, microBatches: Int, gpuLimit: Int, longestRound: Double
  ) -> StageProgram {
    let interval = BatchInterval(microBatches: microBatches, sizes: microBatch...microBatch)
    return StageProgram(
      feasibility: prepare(interval).feasibility, gpus: gpus, gpuLimit: gpuLimit, longestRound: longestRound)
  }

  private func prepare(_ interval: BatchInterval) -> PreparedInterval {
    let isSingle = interval.sizes.count == 1
    let smallest = tables.table(interval.sizes.lowerBound, wholeSequences: true)
    let largest = isSingle ? smallest : tables.table(interval.sizes.upperBound, wholeSequences: false)
    let feasibility = StageFeasibility(
      tables: IntervalTables(interval: interval, storage: storage, smallest: smallest, largest: largest))
    let unlimited = RoundLimit(any: .infinity, largest: .infinity)
    return PreparedInterval(
      interval: interval, feasibility: feasibility,
      gpusForMemory: FewestGPUs(gpus: gpus, feasibility: feasibility).solve(unlimited)?.gpus,
      fastestPass: feasibility.tables.fastestPass)
  }
}
