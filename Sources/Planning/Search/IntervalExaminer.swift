import Costing

/// Shows that no batch of an interval can beat a score, or finds the number of GPUs and the path that might.
struct IntervalExaminer: Sendable {
  let storage: StorageTable
  let tables: TimeTableCache
  let shape: DomainShape
  let gpuLimit: Int
  private let gpus: [Int]
  private let stages: DegreeRule

  /// - Parameter stages: Numbers of stages that count; those of the space where `nil`.
  init(
    costs: CostModel, space: LayoutSpace, storage: StorageTable, shape: DomainShape, stages: DegreeRule? = nil
  ) {
    self.stages = stages ?? space.stages
    self.storage = storage
    self.shape = shape
    gpuLimit = space.gpuLimit
    tables = TimeTableCache(costs: costs, layouts: space.layouts)
    gpus = space.layouts.map(\.gpus)
  }

  /// A part of the interval that no bound rules out.
  struct OpenCase {
    /// GPUs of a replica that might beat it; all smaller numbers are closed.
    let gpus: Int
    /// Worth a try.
    let path: PipelinePath
    /// The cost of the rest of any path; `nil` where there is no limit on the round yet.
    let rest: CheapestPath.Rest?
    /// The fewest GPUs of the rest of any path, by layer boundary.
    let fewest: [Int]
    /// The farthest ends of stages.
    let ends: FarthestStageEnds
    /// Whether a path keeps to every limit that the interval sets: then only a part of it can be closed.
    let isWithinLimits: Bool
  }

  /// The result of an examination.
  enum Examination {
    /// No replica reaches the target.
    case closed
    case open(OpenCase)
  }

  /// An interval with its tables, and what no target changes.
  struct PreparedInterval {
    let interval: BatchInterval
    let feasibility: StageFeasibility
    /// GPUs that hold the weights and caches of the smallest batch; `nil` where no number does.
    let gpusForMemory: Int?
    /// The least latency of a micro-batch.
    let fastestPass: Double
  }

  /// The interval with its tables, and what no target changes.
  func prepare(_ interval: BatchInterval) -> PreparedInterval {
    let isSingle = interval.sizes.count == 1
    let smallest = tables.table(interval.sizes.lowerBound, wholeSequences: true)
    let largest = isSingle ? smallest : tables.table(interval.sizes.upperBound, wholeSequences: false)
    let feasibility = StageFeasibility(
      tables: IntervalTables(interval: interval, storage: storage, smallest: smallest, largest: largest),
      stages: stages)
    let unlimited = RoundLimit(any: .infinity, largest: .infinity)
    return PreparedInterval(
      interval: interval, feasibility: feasibility,
      gpusForMemory: FewestGPUs(gpus: gpus, feasibility: feasibility).solve(unlimited)?.gpus,
      fastestPass: feasibility.tables.fastestPass)
  }

  /// Walks up the numbers of GPUs. With N GPUs a score that beats the incumbent needs R below a limit that falls with N.
  /// If N' > N GPUs are needed to keep every stage within R/m, all numbers below N' are closed at once; else the least
  /// GPUs + λ · latency at λ = N/R closes every number for which it exceeds N + λ · R.
  /// - Parameters:
  ///   - prepared: The interval.
  ///   - start: Fewer GPUs than this are closed already.
  ///   - limit: The longest round for a number of GPUs; it falls with that number.
  ///   - bounds: Counts the bounds computed.
  func examine(
    _ prepared: PreparedInterval, from start: Int = 1, limit: (Int) -> RoundLimit, counting bounds: inout Int
  ) -> Examination {
    let interval = prepared.interval
    let fewest = FewestGPUs(gpus: gpus, feasibility: prepared.feasibility)
    let cheapest = CheapestPath(gpus: gpus, feasibility: prepared.feasibility)
    guard let needed = prepared.gpusForMemory else { return .closed }
    var count = max(start, needed)
    while count <= gpuLimit {
      let round = limit(count)
      let stage = round.stage(microBatches: interval.microBatches)
      bounds += 1
      guard round.any >= prepared.fastestPass else { return .closed }
      let reaches = FarthestStageEnds(prepared.feasibility, stage)
      guard let found = fewest.solve(stage, reaches: reaches) else { return .closed }
      if found.gpus > count {
        count = found.gpus
        continue
      }
      guard round.any.isFinite else {
        return .open(
          OpenCase(
            gpus: count, path: found.path, rest: nil, fewest: found.byBoundary, ends: reaches, isWithinLimits: false))
      }
      let price = Double(count) / round.binding
      guard let least = cheapest.solve(stage, gpusPerSecond: price, reaches: reaches) else { return .closed }
      let before = count
      while count <= gpuLimit {
        let next = limit(count)
        guard Double(count) + price * (round.isTarget ? next.any : next.largest) < least.rest.cost else { break }
        count += 1
      }
      if count == before {
        let isWithinLimits = [found.path, least.path].contains {
          isWithin($0, gpus: count, round: round, prepared.feasibility.times(boundBy: stage))
        }
        return .open(
          OpenCase(
            gpus: count, path: least.path, rest: least.rest, fewest: found.byBoundary, ends: reaches,
            isWithinLimits: isWithinLimits))
      }
    }
    return .closed
  }

  /// Whether a path whose stages are fast enough keeps to the limits on GPUs and latency, with hops where they are fastest.
  private func isWithin(_ path: PipelinePath, gpus most: Int, round: RoundLimit, _ times: TimeTable) -> Bool {
    guard path.stages.reduce(0, { $0 + gpus[$1.layout] }) <= most else { return false }
    let latency = path.stages.reduce(path.stages.count > 1 ? times.leastReturnTime : 0) { sum, stage in
      let layers = stage.layers
      return sum + times.stageTime(stage.layout, from: layers.lowerBound, to: layers.upperBound)
        + (layers.lowerBound == 0 ? 0 : times.leastHopTime(into: stage.layout))
    }
    return latency <= round.binding
  }

  /// The fastest path with a number of GPUs in a range that could beat the incumbent.
  /// - Parameter open: The open case that the range begins with, and the cost of the rest of any path in it.
  func fastestPass(
    _ prepared: PreparedInterval, _ open: OpenCase, rest: CheapestPath.Rest, gpus range: ClosedRange<Int>,
    limit: (Int) -> RoundLimit
  ) -> (latency: Double, path: PipelinePath)? {
    let limits = range.map(limit)
    let budget = zip(range, limits).reduce(0.0) { max($0, Double($1.0) + rest.gpusPerSecond * $1.1.binding) }
    let most = FastestPass.Limits(
      stage: limits[0].stage(microBatches: prepared.interval.microBatches), gpus: range.upperBound,
      latency: limits[0].binding, budget: budget)
    func pass(_ shape: DomainShape?) -> FastestPass {
      FastestPass(
        layouts: storage.layouts, shape: shape, feasibility: prepared.feasibility, rest: rest, fewest: open.fewest,
        ends: open.ends)
    }
    // The exact places of stages are asked for only where nothing else can close the case.
    if range.count == 1, prepared.interval.isFinest {
      switch pass(shape).solve(most) {
      case .none: return nil
      case .path(let path, let latency): return (latency, path)
      case .gaveUp: break
      }
    }
    guard case .path(let path, let latency) = pass(nil).solve(most) else { return nil }
    return (latency, path)
  }

  /// The integer program of a batch, for a solver.
  /// - Parameters:
  ///   - gpuLimit: GPUs that a path may use.
  ///   - longestRound: Only paths with at most this round are of interest, seconds.
  /// - Returns: `nil` where the program would be larger than a solver can take.
  func stageProgram(
    microBatch: Int, microBatches: Int, gpuLimit: Int, longestRound: Double
  ) -> StageProgram? {
    let interval = BatchInterval(microBatches: microBatches, sizes: microBatch...microBatch)
    return StageProgram(
      feasibility: prepare(interval).feasibility, gpus: gpus, gpuLimit: gpuLimit, longestRound: longestRound)
  }
}
