import Costing
import Plans

/// What the weights and caches of a request need at least, however they are arranged.
struct MemoryNeed: Sendable {
  private let search: PoolSearch
  private let microBatch: Int

  /// For the sequences that the goal prescribes, else for one.
  init(_ request: PlanRequest, poolIndex: Int) throws {
    search = try PoolSearch(request, poolIndex: poolIndex)
    microBatch = request.goal.batch ?? 1
  }

  /// Whether some arrangement fits the GPUs.
  var fits: Bool { path(available: storage.available) != nil }

  /// The arrangement that needs the least HBM on its fullest GPU, and what that GPU would hold; `nil` where none exists.
  var leastOverflow: (layout: ReplicaLayout, stage: Int, memory: MemoryPrediction)? {
    // Below nothing where the reserve alone is more than there is.
    var low = max(0, storage.available)
    var high = max(1e9, storage.available)
    while path(available: high) == nil {
      high *= 2
      if high > 1e18 { return nil }
    }
    while high - low > 1e6 {
      let middle = (low + high) / 2
      if path(available: middle) == nil { low = middle } else { high = middle }
    }
    guard let path = path(available: high) else { return nil }
    let stages = path.stages.map { StageAssignment(layers: $0.layers, layout: search.space.layouts[$0.layout]) }
    let layout = ReplicaLayout(stages: stages, hopLevels: [], microBatch: microBatch, microBatches: 1)
    let memory = search.costs.cost(of: layout).stages.map { StagePrediction($0, bubble: 0).memory }
    guard let fullest = memory.indices.min(by: { memory[$0].free < memory[$1].free }) else { return nil }
    return (layout, fullest, memory[fullest])
  }

  private var storage: StorageTable { StorageTable(costs: search.costs, layouts: search.space.layouts) }

  private func path(available: Double) -> PipelinePath? {
    var storage = storage
    storage.available = available
    let layouts = search.space.layouts
    let times = TimeTable(costs: search.costs, layouts: layouts, microBatch: microBatch, wholeSequences: true)
    let tables = IntervalTables(
      interval: BatchInterval(microBatches: 1, sizes: microBatch...microBatch), storage: storage, smallest: times,
      largest: times)
    let unlimited = RoundLimit(any: .infinity, largest: .infinity)
    let fewest = FewestGPUs(
      gpus: layouts.map(\.gpus), feasibility: StageFeasibility(tables: tables, stages: search.space.stages))
    guard let found = fewest.solve(unlimited), found.gpus <= search.space.gpuLimit else { return nil }
    return found.path
  }
}
