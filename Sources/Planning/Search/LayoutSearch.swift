import Costing
import Quantities

/// Finds the replica with the least score over a layout space, and proves that none is better by more than a tolerance.
///
/// For each number of micro-batches, intervals of micro-batch sizes are examined: times and memory grow with the batch,
/// so those of the smallest one bound the interval. An interval in which nothing can beat the incumbent is closed; else
/// its smallest batch is tried as it is, and the rest is split.
struct LayoutSearch {
  let costs: CostModel
  let space: LayoutSpace
  let score: Score
  let evaluator: PathEvaluator
  let storage: StorageTable
  private let gpus: [Int]
  private var tables: [TableKey: TimeTable] = [:]
  private(set) var incumbent: Candidate?
  private(set) var statistics = SearchStatistics()
  /// The least score that an interval could not be shown to exceed.
  private var openBound = Double.infinity

  init(costs: CostModel, space: LayoutSpace, goal: Goal) {
    self.costs = costs
    self.space = space
    score = Score(goal: goal)
    storage = StorageTable(costs: costs, layouts: space.layouts)
    evaluator = PathEvaluator(
      costs: costs, layouts: space.layouts, storage: storage, score: score, packer: ReplicaPacker(pool: costs.pool))
    gpus = space.layouts.map(\.gpus)
  }

  /// - Returns: `nil` where no replica fits.
  mutating func run() -> SearchOutcome? {
    let intervals = startingIntervals()
    for interval in intervals { seed(interval) }
    for interval in intervals { close(interval) }
    guard let incumbent else { return nil }
    return SearchOutcome(best: incumbent, bound: min(openBound, target(incumbent)), statistics: statistics)
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

  /// Looks for a good incumbent at the smallest batch of an interval.
  private mutating func seed(_ interval: BatchInterval) {
    let single = BatchInterval(microBatches: interval.microBatches, sizes: interval.sizes.lowerBound...interval.sizes.lowerBound)
    if case .open(_, let path) = examine(single) { _ = attempt(path, single) }
  }

  private mutating func close(_ interval: BatchInterval) {
    statistics.intervals += 1
    while case .open(let gpus, let path) = examine(interval) {
      if attempt(path, interval) { continue }
      if let halves = interval.halves {
        close(halves.0)
        close(halves.1)
      } else {
        settle(interval, from: gpus)
      }
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

  private enum Examination {
    case closed
    /// Nothing shows that a replica of so many GPUs cannot beat the incumbent; the path is worth a try.
    case open(gpus: Int, path: PipelinePath)
  }

  /// Walks up the numbers of GPUs. With N GPUs a score that beats the incumbent needs R below a limit that falls with N.
  /// If N' > N GPUs are needed to keep every stage within R/m, all numbers below N' are closed at once; else the least
  /// GPUs + λ · latency at λ = N/R closes every number for which it exceeds N + λ · R.
  /// - Parameter start: Fewer GPUs than this are closed already.
  private mutating func examine(_ interval: BatchInterval, from start: Int = 1) -> Examination {
    let feasibility = feasibility(interval)
    let fewest = FewestGPUs(gpus: gpus, feasibility: feasibility)
    let cheapest = CheapestPath(gpus: gpus, feasibility: feasibility)
    let sequences = score.goal.batch ?? interval.microBatches * interval.sizes.upperBound
    let target = target(incumbent)
    let pass = feasibility.tables.fastestPass
    let unlimited = RoundLimit(any: .infinity, largest: .infinity)
    guard let needed = fewest.solve(unlimited)?.gpus else { return .closed }
    var count = max(start, needed)
    while count <= space.gpuLimit {
      let round = score.limit(target: target, gpus: count, sequences: sequences)
      let stage = round.stage(microBatches: interval.microBatches)
      statistics.bounds += 1
      guard round.any >= pass, let found = fewest.solve(stage) else { return .closed }
      if found.gpus > count {
        count = found.gpus
        continue
      }
      guard round.any.isFinite else { return .open(gpus: count, path: found.path) }
      let price = Double(count) / (round.isTarget ? round.any : round.largest)
      guard let least = cheapest.solve(stage, gpusPerSecond: price) else { return .closed }
      let before = count
      while count <= space.gpuLimit {
        let next = score.limit(target: target, gpus: count, sequences: sequences)
        guard Double(count) + price * (round.isTarget ? next.any : next.largest) < least.cost else { break }
        count += 1
      }
      if count == before { return .open(gpus: count, path: least.path) }
    }
    return .closed
  }

  /// Decides a single batch exactly but for positions and the tiers of hops: the least latency for every number of GPUs.
  private mutating func settle(_ interval: BatchInterval, from start: Int) {
    statistics.settled += 1
    let sequences = score.goal.batch ?? interval.microBatches * interval.sizes.lowerBound
    let pass = FastestPass(gpus: gpus, feasibility: feasibility(interval), gpuLimit: space.gpuLimit)
    var count = start
    while case .open(let open, _) = examine(interval, from: count) {
      let target = target(incumbent)
      func limit(_ gpus: Int) -> RoundLimit { score.limit(target: target, gpus: gpus, sequences: sequences) }
      let frontier = pass.frontier(limit(open).stage(microBatches: interval.microBatches))
      guard let point = frontier.first(where: { $0.latency <= limit(max(open, $0.gpus)).any }) else { return }
      count = max(open, point.gpus)
      guard count == open else { continue }
      if attempt(point.path, interval) { continue }
      openBound = min(openBound, score.value(gpus: point.gpus, round: point.latency, sequences: sequences))
      statistics.unsettled += 1
      count += 1
    }
  }

  private mutating func feasibility(_ interval: BatchInterval) -> StageFeasibility {
    let isSingle = interval.sizes.count == 1
    let smallest = table(interval.sizes.lowerBound, wholeSequences: true)
    let largest = isSingle ? smallest : table(interval.sizes.upperBound, wholeSequences: false)
    return StageFeasibility(
      tables: IntervalTables(interval: interval, storage: storage, smallest: smallest, largest: largest))
  }

  private mutating func table(_ microBatch: Int, wholeSequences: Bool) -> TimeTable {
    let key = TableKey(microBatch: microBatch, wholeSequences: wholeSequences)
    if let table = tables[key] { return table }
    let table = TimeTable(
      costs: costs, layouts: space.layouts, microBatch: microBatch, wholeSequences: wholeSequences)
    tables[key] = table
    statistics.batches += 1
    return table
  }

  private struct TableKey: Hashable {
    let microBatch: Int
    let wholeSequences: Bool
  }
}
