import Costing
import Plans
import Quantities
import Testing
@testable import Planning

/// One batch of a small random request, as the searches within it see it.
struct TinyStages {
  let request: PlanRequest
  let costs: CostModel
  let space: LayoutSpace
  let microBatch: Int
  let microBatches: Int
  let feasibility: StageFeasibility
  let table: OracleStages

  init(seed: UInt64) throws {
    var random = SplitMix(seed: seed &+ 40_000)
    request = try TinyInstance(seed: seed &* 977 &+ 1, objective: .latency).request
    microBatch = Int.random(in: 1...3, using: &random)
    microBatches = Int.random(in: 1...4, using: &random)
    costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: 0, workload: request.workload,
      calibration: request.calibration)
    space = LayoutSpace(model: request.model, pool: request.cluster.pools[0], gpuLimit: request.goal.gpuLimit)
    let times = TimeTable(costs: costs, layouts: space.layouts, microBatch: microBatch, wholeSequences: true)
    feasibility = StageFeasibility(
      tables: IntervalTables(
        interval: BatchInterval(microBatches: microBatches, sizes: microBatch...microBatch),
        storage: StorageTable(costs: costs, layouts: space.layouts), smallest: times, largest: times))
    table = OracleStages(
      costs: costs, layouts: space.layouts, microBatch: microBatch, microBatches: microBatches)
  }

  var gpus: [Int] { space.layouts.map(\.gpus) }

  /// A path that fits the memory, with hops where they are shortest and without the return.
  struct Path {
    let gpus: Int
    var stages = 0
    let latency: Double
    let slowest: Double
  }

  /// Every path of at most so many GPUs, by brute force.
  func paths(gpuLimit: Int) -> [Path] {
    let hops = space.layouts.map { layout in
      // A stage that fills a domain, or several, shares none with the one before.
      let fills = layout.domains > 1 || layout.gpusPerDomain == space.gpusPerDomain
      return costs.levelNames.indices.dropFirst(fills ? 1 : 0).map {
        costs.hopCost(into: layout, microBatch: microBatch, level: $0).time.value
      }.min()
        ?? 0
    }
    var result: [Path] = []
    func visit(_ first: Int, _ path: Path) {
      guard first < table.layerCount else { return result.append(path) }
      for end in first + 1...table.layerCount {
        for layout in space.layouts.indices
        where path.gpus + gpus[layout] <= gpuLimit && table.fits(layout, first, end) {
          let time = table.time(layout, first, end)
          let hop = first == 0 ? 0 : hops[layout]
          visit(
            end,
            Path(
              gpus: path.gpus + gpus[layout], stages: path.stages + 1, latency: path.latency + time + hop,
              slowest: max(path.slowest, time)))
        }
      }
    }
    visit(0, Path(gpus: 0, latency: 0, slowest: 0))
    return result
  }

  /// The shortest round of any path, as the stage program counts it, with the token's return where that is shortest; `nil`
  /// where none fits.
  func shortestRound(gpuLimit: Int) -> Double? {
    let back = costs.levelNames.indices.map { costs.tokenReturnCost(level: $0).time.value }.min() ?? 0
    return paths(gpuLimit: gpuLimit).map {
      max($0.latency + ($0.stages > 1 ? back : 0), Double(microBatches) * $0.slowest)
    }.min()
  }

  func program(gpuLimit: Int, longestRound: Double) throws -> StageProgram {
    try #require(
      StageProgram(feasibility: feasibility, gpus: gpus, gpuLimit: gpuLimit, longestRound: longestRound))
  }
}
