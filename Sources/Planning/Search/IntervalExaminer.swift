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
      guard round.any.isFinite else { return .open(OpenCase(gpus: count, path: found.path, rest: nil)) }
      let price = Double(count) / round.binding
      guard let least = cheapest.solve(stage, gpusPerSecond: price, reaches: reaches) else { return .closed }
      let before = count
      while count <= gpuLimit {
        let next = limit(count)
        guard Double(count) + price * (round.isTarget ? next.any : next.largest) < least.rest.cost else { break }
        count += 1
      }
      if count == before { return .open(OpenCase(gpus: count, path: least.path, rest: least.rest)) }
    }
    return .closed
  }

  /// The fastest path with a number of GPUs in a range that could beat the incumbent.
  func fastestPass(
    _ prepared: PreparedInterval, rest: CheapestPath.Rest, gpus range: ClosedRange<Int>, limit: (Int) -> RoundLimit
  ) -> (latency: Double, path: PipelinePath)? {
    let limits = range.map(limit)
    let budget = zip(range, limits).reduce(0.0) { max($0, Double($1.0) + rest.gpusPerSecond * $1.1.binding) }
    let most = FastestPass.Limits(
      stage: limits[0].stage(microBatches: prepared.interval.microBatches), gpus: range.upperBound,
      latency: limits[0].binding, budget: budget)
    func pass(_ shape: DomainShape?) -> FastestPass {
      FastestPass(layouts: storage.layouts, shape: shape, feasibility: prepared.feasibility, rest: rest)
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

/// The shortest way of a micro-batch through all stages with a limited number of GPUs and no stage slower than a limit.
///
/// Labels (GPUs used, latency, place in the domains) at every layer boundary. A label is kept only if no other in the same
/// place is better in both, and if what the rest costs at least, GPUs + λ · latency, leaves it within the budget.
struct FastestPass: Sendable {
  let layouts: [StageLayout]
  /// Where stages lie, so that every hop is on the tier that it crosses; `nil` counts hops as if stages met where that is
  /// fastest, which bounds the former and needs far fewer labels.
  let shape: DomainShape?
  let feasibility: StageFeasibility
  /// For each layer boundary the least GPUs + λ · latency from there to the end, and λ.
  let rest: CheapestPath.Rest

  /// The limits on the time of a path.
  struct Limits {
    /// The limit on one stage and one hop.
    let stage: RoundLimit
    /// GPUs.
    let gpus: Int
    /// Seconds, hops and return included.
    let latency: Double
    /// GPUs + λ · latency.
    let budget: Double
  }

  enum Answer {
    /// No path keeps to the limits.
    case none
    /// The one with the least latency.
    case path(PipelinePath, latency: Double)
    /// More labels than are worth their time.
    case gaveUp
  }

  /// Labels at one boundary above which the exact places are given up.
  private static let mostLabels = 400

  /// The fastest path within the limits.
  func solve(_ limits: Limits) -> Answer {
    var labels = [[Label]](repeating: [], count: feasibility.layerCount + 1)
    let times = feasibility.times(boundBy: limits.stage)
    labels[0] = [Label(gpus: 0, latency: 0, cursor: DomainCursor(), first: -1, index: -1, layout: -1, stages: 0)]
    for first in 0..<feasibility.layerCount where !labels[first].isEmpty {
      if shape != nil, labels[first].count > Self.mostLabels { return .gaveUp }
      for layout in feasibility.layouts { extend(layout, from: first, limits, times, &labels) }
    }
    let last = labels[feasibility.layerCount]
    guard let best = last.indices.min(by: { last[$0].latency < last[$1].latency }) else { return .none }
    return .path(path(to: best, labels), latency: last[best].latency)
  }

  private struct Label {
    let gpus: Int
    let latency: Double
    let cursor: DomainCursor
    let first: Int
    let index: Int
    let layout: Int
    /// Passed so far, where their number is prescribed; else 0.
    let stages: Int

    func isInPlace(of other: Label) -> Bool { cursor == other.cursor && stages == other.stages }
  }

  private func extend(_ layout: Int, from first: Int, _ limits: Limits, _ times: TimeTable, _ labels: inout [[Label]]) {
    let reach = feasibility.reach(layout, from: first, limits.stage)
    var ends = Array(first + 1..<max(first + 1, reach.inside + 1))
    if reach.reachesEnd { ends.append(feasibility.layerCount) }
    guard !ends.isEmpty else { return }
    let prescribed = feasibility.stages.prescribed
    for (index, before) in labels[first].enumerated() {
      guard let entered = enter(layout, before, index, first: first, times, limits) else { continue }
      for end in ends where allowsEnd(end, after: entered.stages, of: prescribed) {
        let latency = entered.latency + times.stageTime(layout, from: first, to: end)
        // Time grows with the layers, so no later end before the last keeps to the limit either.
        if latency > limits.latency { break }
        let total = latency + (end == feasibility.layerCount ? returnTime(entered, times) : 0)
        guard total <= limits.latency,
          Double(entered.gpus) + rest.gpusPerSecond * total + rest.least[end] <= limits.budget * (1 + 1e-12)
        else { continue }
        let label = Label(
          gpus: entered.gpus, latency: total, cursor: entered.cursor, first: first, index: index, layout: layout,
          stages: entered.stages)
        insert(label, at: end, &labels)
      }
    }
  }

  /// Whether so many stages can be passed at a boundary: all at the end, and before it as many as leave a layer for each
  /// of the rest.
  private func allowsEnd(_ end: Int, after stages: Int, of prescribed: Int?) -> Bool {
    guard let prescribed else { return true }
    let left = prescribed - stages
    return end == feasibility.layerCount ? left == 0 : left > 0 && left <= feasibility.layerCount - end
  }

  /// The label behind the hop into a stage, before its layers; `nil` where GPUs or the hop are beyond the limits.
  private func enter(
    _ layout: Int, _ before: Label, _ index: Int, first: Int, _ times: TimeTable, _ limits: Limits
  ) -> Label? {
    let gpus = before.gpus + layouts[layout].gpus
    guard gpus <= limits.gpus else { return nil }
    var cursor = before.cursor
    var hop = times.leastHopTime(into: layout)
    if let shape {
      let range = cursor.place(layouts[layout], shape)
      guard cursor.domain < shape.count else { return nil }
      hop = times.hopTime(into: layout, level: shape.level(from: max(0, before.cursor.domain), to: range.lowerBound))
    }
    if first == 0 { hop = 0 }
    guard hop <= limits.stage.binding else { return nil }
    return Label(
      gpus: gpus, latency: before.latency + hop, cursor: cursor, first: first, index: index, layout: layout,
      stages: feasibility.stages.prescribed == nil ? 0 : before.stages + 1)
  }

  /// From the last stage to the first; a single stage needs none.
  private func returnTime(_ last: Label, _ times: TimeTable) -> Double {
    guard last.first > 0 else { return 0 }
    guard let shape else { return times.leastReturnTime }
    return times.returnTime(level: shape.level(from: last.cursor.domain, to: 0))
  }

  /// Boundaries are visited in order, so labels at one are complete, and keep their index, before others rest on them.
  private func insert(_ label: Label, at boundary: Int, _ labels: inout [[Label]]) {
    let isDominated = labels[boundary].contains {
      $0.gpus <= label.gpus && $0.latency <= label.latency && $0.isInPlace(of: label)
    }
    if isDominated { return }
    labels[boundary].removeAll { $0.gpus >= label.gpus && $0.latency >= label.latency && $0.isInPlace(of: label) }
    labels[boundary].append(label)
  }

  private func path(to index: Int, _ labels: [[Label]]) -> PipelinePath {
    var stages: [PipelinePath.Stage] = []
    var end = feasibility.layerCount
    var index = index
    while end > 0 {
      let label = labels[end][index]
      stages.append(.init(layers: label.first..<end, layout: label.layout))
      end = label.first
      index = label.index
    }
    return PipelinePath(stages: stages.reversed())
  }
}
