import Costing
import Optimization
import Quantities

/// Finds the replica with the least score over a layout space, and proves that none is better by more than a tolerance.
///
/// For each number of micro-batches, intervals of micro-batch sizes are examined: times and memory grow with the batch,
/// so those of the smallest one bound the interval. An interval in which nothing can beat the incumbent is closed; else
/// its smallest batch is tried as it is, and the rest is split.
struct LayoutSearch: Sendable {
  let costs: CostModel
  let space: LayoutSpace
  private(set) var score: Score
  private(set) var evaluator: PathEvaluator
  let storage: StorageTable
  let examiner: IntervalExaminer
  private(set) var incumbent: Candidate?
  /// After a run the best for each number of micro-batches that was found.
  private(set) var bestOfMicroBatches: [Candidate] = []
  var statistics = SearchStatistics()
  /// The least score that an interval could not be shown to exceed; after a run, what nothing scores less than.
  private(set) var openBound = Double.infinity
  /// The cutoff: layouts that score more are not searched.
  private(set) var cutoff: Double
  /// Whether the search is to end with what it has.
  let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - incumbent: The layout to beat.
  ///   - cutoff: The score above which layouts are not searched; bounds are no higher.
  ///   - isStopped: Whether the search is to end with what it has; asked before every interval.
  init(
    costs: CostModel, space: LayoutSpace, score: Score, incumbent: Candidate? = nil, cutoff: Double = .infinity,
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isStopped = isStopped
    self.incumbent = incumbent
    self.cutoff = cutoff
    self.costs = costs
    self.space = space
    self.score = score
    storage = StorageTable(costs: costs, layouts: space.layouts)
    let packer = ReplicaPacker(pool: costs.pool)
    evaluator = PathEvaluator(
      costs: costs, layouts: space.layouts, storage: storage, score: score, packer: packer, gpuLimit: space.gpuLimit)
    examiner = IntervalExaminer(costs: costs, space: space, storage: storage, shape: packer.shape)
  }

  /// A new search with the same tables of times.
  /// - Parameters:
  ///   - worth: What replicas are held against.
  ///   - cutoff: The score above which layouts are not searched; bounds are no higher.
  func held(against worth: ReplicaWorth, below cutoff: Double) -> LayoutSearch {
    var search = self
    search.score.worth = worth
    search.evaluator = PathEvaluator(
      costs: costs, layouts: space.layouts, storage: storage, score: search.score, packer: evaluator.packer,
      gpuLimit: space.gpuLimit)
    search.incumbent = nil
    search.cutoff = cutoff
    search.statistics = SearchStatistics()
    (search.openBound, search.bestOfMicroBatches) = (.infinity, [])
    return search
  }

  /// Numbers of micro-batches are searched at the same time and apart from each other, each from the incumbent that the
  /// quick look found, so the result does not depend on how many threads there are.
  /// - Parameter progress: Called with the share of the work that is done, from any thread.
  /// - Returns: `nil` where no replica fits.
  mutating func run(progress: @escaping @Sendable (Double) -> Void) -> SearchOutcome? {
    // What a cutoff leaves open is little, and found on the way.
    if cutoff == .infinity { seed() }
    let (start, space) = (self, space)
    let counts = space.microBatches.filter { !space.isAlike || space.stages.allows($0) }
    let parts = Concurrency.map(counts.count, progress: progress) { index in
      var part = start
      part.statistics = SearchStatistics()
      if space.isAlike {
        part.closeAlike(stages: counts[index])
      } else {
        for interval in part.startingIntervals() where interval.microBatches == counts[index] { part.close(interval) }
      }
      return SearchPart(incumbent: part.incumbent, bound: part.bound, statistics: part.statistics)
    }
    bestOfMicroBatches = parts.compactMap(\.incumbent)
    for part in parts {
      if let found = part.incumbent { _ = improve(with: found) }
      statistics = statistics + part.statistics
    }
    statistics.batches = examiner.tables.count
    leaveOpen(parts.reduce(.infinity) { min($0, $1.bound) })
    guard let incumbent else { return nil }
    return SearchOutcome(best: incumbent, bound: min(incumbent.score, openBound), statistics: statistics)
  }

  private struct SearchPart: Sendable {
    let incumbent: Candidate?
    let bound: Double
    let statistics: SearchStatistics
  }

  /// What no replica of the intervals closed so far beats. GPUs are whole: none scores less than one GPU fewer.
  private var bound: Double {
    guard let incumbent else { return min(openBound, cutoff) }
    return min(openBound, countsGPUs ? incumbent.score : target(incumbent))
  }

  /// The score that an interval must be shown not to reach.
  func target(_ incumbent: Candidate?) -> Double {
    guard let incumbent else { return cutoff }
    return countsGPUs ? incumbent.score - 1 : incumbent.score * (1 - score.goal.tolerance)
  }

  private var countsGPUs: Bool { score.goal.objective == .gpus && score.worth == nil }

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
  func largestMicroBatch(_ microBatches: Int) -> Int {
    let perSequence = space.layouts.indices.map { storage.leastCachePerSequence($0) }.min() ?? 0
    guard perSequence > 0 else { return 1 << 16 }
    let whole = storage.available * Double(space.gpuLimit) / perSequence / Double(microBatches)
    return max(1, min(1 << 20, Int(whole)))
  }

  /// Takes a layout for the incumbent, at the largest batch that it can carry, where the space has it and it is better.
  mutating func offer(_ layout: ReplicaLayout) {
    let indices = layout.stages.map { space.layouts.firstIndex(of: $0.layout) }
    let size = score.goal.batch.map { ($0 + layout.microBatches - 1) / layout.microBatches } ?? 1
    guard !indices.contains(nil), space.microBatches.contains(layout.microBatches),
      !space.isAlike || space.hasAlike(layout)
    else { return }
    let path = PipelinePath(
      stages: zip(layout.stages, indices).map { .init(layers: $0.layers, layout: $1 ?? 0) })
    if let found = evaluator.evaluate(path, microBatch: size, microBatches: layout.microBatches) {
      _ = improve(with: evaluator.pushed(found))
    }
  }

  /// Looks for a good incumbent, without a proof.
  mutating func seed() {
    guard !space.isAlike else { return seedAlike() }
    for interval in startingIntervals() where !isStopped() { seed(interval) }
  }

  /// Looks for a good incumbent at the smallest batch of an interval.
  private mutating func seed(_ interval: BatchInterval) {
    let single = BatchInterval(
      microBatches: interval.microBatches, sizes: interval.sizes.lowerBound...interval.sizes.lowerBound)
    if case .open(let open) = examine(examiner.prepare(single)) { _ = attempt(open.path, single) }
  }

  /// - Parameter start: Fewer GPUs than this are closed already: what closes them for an interval closes them for its parts.
  private mutating func close(_ interval: BatchInterval, from start: Int = 1) {
    statistics.intervals += 1
    guard !isStopped() else { return leaveUnexamined(interval, from: start) }
    let prepared = examiner.prepare(interval)
    var start = start
    while case .open(let open) = examine(prepared, from: start) {
      start = open.gpus
      if attempt(open.path, interval) { continue }
      if interval.isFinest || !open.isWithinLimits, settle(prepared, from: &start) { return }
      guard let halves = interval.halves else {
        leaveOpen(score.value(gpus: open.gpus, round: prepared.fastestPass, sequences: interval.mostSequences))
        return
      }
      close(halves.0, from: start)
      close(halves.1, from: start)
      return
    }
  }

  /// Bounds an interval without trying anything in it, where there is something that it might be better than.
  private mutating func leaveUnexamined(_ interval: BatchInterval, from start: Int) {
    guard incumbent != nil else { return leaveOpen(0) }
    let prepared = examiner.prepare(interval)
    guard case .open(let open) = examine(prepared, from: start) else { return }
    leaveOpen(score.value(gpus: open.gpus, round: prepared.fastestPass, sequences: interval.mostSequences))
  }

  /// Tries a path at the smallest batch of an interval, and at the largest that it can carry.
  /// - Returns: Whether the incumbent got better.
  private mutating func attempt(_ path: PipelinePath, _ interval: BatchInterval) -> Bool {
    statistics.paths += 1
    guard
      let found = evaluator.evaluate(
        path, microBatch: interval.sizes.lowerBound, microBatches: interval.microBatches)
    else { return false }
    return improve(with: isWorthPushing(found, interval) ? evaluator.pushed(found) : found)
  }

  /// With a cutoff, only where a larger batch of the interval might get below it: rounds do not fall with the batch.
  private func isWorthPushing(_ found: Candidate, _ interval: BatchInterval) -> Bool {
    let growth = Double(interval.sizes.upperBound) / Double(interval.sizes.lowerBound)
    return cutoff == .infinity || found.score < cutoff * growth
  }

  mutating func improve(with candidate: Candidate) -> Bool {
    guard candidate.score < cutoff, candidate.isBetter(than: incumbent) else { return false }
    let gained = target(candidate) < target(incumbent)
    incumbent = candidate
    return gained
  }

  private mutating func examine(
    _ prepared: IntervalExaminer.PreparedInterval, from start: Int = 1
  ) -> IntervalExaminer.Examination {
    examiner.examine(prepared, from: start, limit: limit(prepared.interval), counting: &statistics.bounds)
  }

  /// The longest round with which a replica of an interval reaches the target.
  private func limit(_ interval: BatchInterval) -> (Int) -> RoundLimit {
    let target = target(incumbent)
    return { [score] in score.limit(target: target, gpus: $0, sequences: interval.mostSequences) }
  }

  /// Something that scores no less than this could be better than the incumbent.
  mutating func leaveOpen(_ bound: Double) { openBound = min(openBound, bound) }

  /// Bounds an interval with the exact program: the least latency for every number of GPUs.
  /// - Parameter count: Fewer GPUs than this are closed.
  /// - Returns: Whether the interval is done with; if not, it is worth splitting.
  private mutating func settle(_ prepared: IntervalExaminer.PreparedInterval, from count: inout Int) -> Bool {
    let interval = prepared.interval
    var window = Self.windowShare
    while case .open(let open) = examine(prepared, from: count) {
      count = open.gpus
      guard let rest = open.rest, interval.isFinest || !open.isWithinLimits else { return false }
      let last = max(open.gpus, min(space.gpuLimit, Int(Double(open.gpus) * (1 + window))))
      let found = examiner.fastestPass(prepared, open, rest: rest, gpus: open.gpus...last, limit: limit(interval))
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
      leaveOpen(score.value(gpus: open.gpus, round: found.latency, sequences: interval.mostSequences))
      count += 1
    }
    return true
  }

  /// Numbers of GPUs that are closed together, as a share of the first: wider windows loosen the limits.
  private static let windowShare = 0.06
}
