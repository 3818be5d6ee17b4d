import Clusters
import Costing
import Plans
@testable import Planning

/// The points of a small request that no other beats, by trying every one: every split of the layers, layout of every stage,
/// number of micro-batches and batch. Times and bytes are the cost model's, asked layer by layer. With an engine only stages
/// that are alike, as many as micro-batches, and that it runs.
struct FrontierOracle {
  struct Point {
    let round: Double
    let speed: Double
  }

  private let goal: Goal
  private let costs: CostModel
  private let space: LayoutSpace
  private let packer: ReplicaPacker
  private let engine: EngineRule?
  /// The shortest round first, speeds rising.
  private(set) var points: [Point] = []

  init(_ request: PlanRequest) throws {
    goal = request.goal
    engine = request.engine
    let pool = request.cluster.pools[0]
    costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: 0, workload: request.workload,
      calibration: request.calibration)
    space = LayoutSpace(model: request.model, pool: pool, gpuLimit: request.goal.gpuLimit)
    packer = ReplicaPacker(pool: pool)
    for microBatches in space.microBatches {
      var size = 1
      while search(microBatch: size, microBatches: microBatches) { size += 1 }
    }
  }

  /// - Returns: Whether any path fits; memory grows with the batch, so larger ones fit no more where it is none.
  private mutating func search(microBatch: Int, microBatches: Int) -> Bool {
    let stages = OracleStages(costs: costs, layouts: space.layouts, microBatch: microBatch, microBatches: microBatches)
    var fits = false
    visit(stages, from: 0, Prefix(), &fits)
    return fits
  }

  private struct Prefix {
    var layouts: [Int] = []
    var gpus = 0
    var latency = 0.0
    var slowest = 0.0
  }

  private mutating func visit(_ table: OracleStages, from first: Int, _ prefix: Prefix, _ fits: inout Bool) {
    guard first < table.layerCount else {
      fits = true
      consider(table, prefix)
      return
    }
    for end in first + 1...table.layerCount {
      for layout in space.layouts.indices where prefix.gpus + space.layouts[layout].gpus <= space.gpuLimit {
        guard table.fits(layout, first, end) else { continue }
        var next = prefix
        let time = table.time(layout, first, end)
        next.layouts.append(layout)
        next.gpus += space.layouts[layout].gpus
        next.latency += time
        next.slowest = max(next.slowest, time)
        visit(table, from: end, next, &fits)
      }
    }
  }

  private mutating func consider(_ table: OracleStages, _ path: Prefix) {
    let sequences = Double(table.microBatch * table.microBatches)
    let least = max(path.latency, Double(table.microBatches) * path.slowest)
    // Without hops: skips the many paths that are beaten, before they are placed.
    guard isAbove(Point(round: least, speed: sequences / (Double(path.gpus) * least))) else { return }
    let layouts = path.layouts.map { space.layouts[$0] }
    if let engine {
      guard Set(layouts).count == 1, layouts.count == table.microBatches,
        engine.allows(
          layouts[0], stages: layouts.count, gpusPerNode: costs.pool.gpusPerNode,
          gpusPerDomain: costs.pool.gpusPerDomain)
      else { return }
    }
    let map = packer.map(layouts)
    guard packer.canPlace(map) else { return }
    let hops = table.hops(layouts, levels: map.hopLevels)
    let round = max(least, path.latency + hops.sum, Double(table.microBatches) * hops.longest)
    guard round <= goal.timePerOutputToken?.value ?? .infinity else { return }
    let point = Point(round: round, speed: sequences / (Double(path.gpus) * round))
    guard isAbove(point) else { return }
    points.removeAll { $0.round >= point.round && $0.speed <= point.speed }
    points.insert(point, at: points.firstIndex { $0.round > point.round } ?? points.count)
  }

  private func isAbove(_ point: Point) -> Bool {
    !points.contains { $0.round <= point.round && $0.speed >= point.speed }
  }

  /// Whether one is as good in both, but for a share.
  func beats(round: Double, speed: Double, share: Double) -> Bool {
    points.contains { $0.round <= round * (1 + share) && $0.speed * (1 + share) >= speed }
  }
}
