import Costing

/// The fewest GPUs that hold every layer with no stage slower than a limit.
///
/// Covering fewer layers never needs more GPUs, so from each boundary the farthest reach of each layout is enough: one
/// pass over layers × layouts is exact. Positions in domains and hops are left out: a bound, and a path to try.
struct FewestGPUs: Sendable {
  let gpus: [Int]
  let feasibility: StageFeasibility

  /// A path, and what no other undercuts.
  struct Answer: Sendable {
    /// GPUs of the stages from each layer boundary on.
    let byBoundary: [Int]
    let path: PipelinePath

    var gpus: Int { byBoundary[0] }
  }

  /// - Parameters:
  ///   - limit: The limit on the time of one stage; infinite to ask for memory alone.
  ///   - known: The farthest ends of stages under the limit, where they are known.
  /// - Returns: `nil` where no number of GPUs does.
  func solve(_ limit: RoundLimit, reaches known: FarthestStageEnds? = nil) -> Answer? {
    if feasibility.stages.prescribed != nil {
      let counted = CountedPath(feasibility: feasibility) { layout, _, _ in Double(gpus[layout]) }
      return counted.solve(limit).map { Answer(byBoundary: $0.least.map { Int(min($0, 1e9)) }, path: $0.path) }
    }
    let reaches = known ?? FarthestStageEnds(feasibility, limit)
    let count = feasibility.layerCount
    let unreachable = Int.max / 2
    var fewest = [Int](repeating: unreachable, count: count + 1)
    var next = [(layout: Int, end: Int)](repeating: (-1, -1), count: count + 1)
    fewest[count] = 0
    for first in stride(from: count - 1, through: 0, by: -1) {
      for layout in feasibility.layouts where gpus[layout] < fewest[first] {
        let reach = reaches.reach(layout, from: first)
        let end = reach.reachesEnd ? count : reach.inside
        guard end > first else { continue }
        let total = gpus[layout] + fewest[end]
        if total < fewest[first] {
          fewest[first] = total
          next[first] = (layout, end)
        }
      }
    }
    guard fewest[0] < unreachable else { return nil }
    return Answer(byBoundary: fewest, path: PipelinePath(next: next))
  }
}

/// A replica that can be placed, with what it scores.
struct Candidate: Sendable {
  let path: PipelinePath
  let layout: ReplicaLayout
  let map: DomainMap
  /// R, seconds.
  let round: Double
  let score: Double

  /// Ties are broken by fewer GPUs, then fewer stages, then fewer micro-batches.
  func isBetter(than other: Candidate?) -> Bool {
    guard let other else { return true }
    if score < other.score * (1 - 1e-12) { return true }
    if score > other.score * (1 + 1e-12) { return false }
    return order.lexicographicallyPrecedes(other.order)
  }

  private var order: [Int] { [layout.gpus, layout.pipelineParallel, layout.microBatches, layout.microBatch] }
}

/// A way from the first layer to the last: stages as runs of layers with a layout each.
struct PipelinePath: Sendable, Equatable {
  /// A stage: its layers and the index of its layout in the space.
  struct Stage: Sendable, Equatable {
    let layers: Range<Int>
    let layout: Int
  }

  let stages: [Stage]
}

/// The longest round with which a replica beats the incumbent, at both ends of an interval of batches.
struct RoundLimit: Sendable, Equatable {
  /// For any batch: the TPOT target, and what the objective allows the largest batch.
  let any: Double
  /// For the largest batch by the objective alone, which allows others in proportion to their size.
  let largest: Double

  /// Whether the TPOT target is what limits.
  var isTarget: Bool { any < largest }

  /// The limit that binds, to be compared with times of the smallest batch where it is the target, else of the largest.
  var binding: Double { min(any, largest) }

  /// The limit on one stage with m micro-batches in flight.
  func stage(microBatches: Int) -> RoundLimit {
    RoundLimit(any: any / Double(microBatches), largest: largest / Double(microBatches))
  }
}

/// The best replica found and what is known about all others.
struct SearchOutcome: Sendable {
  let best: Candidate
  /// No replica of the space scores less.
  let bound: Double
  let statistics: SearchStatistics

  /// The outcome where it took no work of its own.
  var withoutEffort: SearchOutcome { SearchOutcome(best: best, bound: bound, statistics: SearchStatistics()) }
}

/// The effort of a search; the same for the same inputs.
struct SearchStatistics: Sendable, Equatable {
  /// Intervals of batches closed.
  var intervals = 0
  /// Micro-batch sizes costed.
  var batches = 0
  /// Bounds computed.
  var bounds = 0
  /// Paths tried.
  var paths = 0

  static func + (left: Self, right: Self) -> Self {
    Self(
      intervals: left.intervals + right.intervals, batches: left.batches + right.batches,
      bounds: left.bounds + right.bounds, paths: left.paths + right.paths)
  }
}
