import Clusters
import Costing
import Plans
@testable import Planning

/// The best replica of a small request by trying every one: every split of the layers, layout of every stage, number of
/// micro-batches and batch. Times and bytes are the cost model's, asked layer by layer. With an engine only stages that are
/// alike, as many as micro-batches, and that it runs.
struct LayoutOracle {
  struct Answer {
    let score: Double
    let layout: ReplicaLayout
  }

  private let goal: Goal
  private let costs: CostModel
  private let space: LayoutSpace
  private let packer: ReplicaPacker
  private let engine: EngineRule?
  private(set) var best: Answer?
  /// By the GPUs that a replica takes of each domain the most output tokens per second.
  private(set) var tokensPerSecond: [[Int]: Double] = [:]

  init(_ request: PlanRequest) throws {
    goal = request.goal
    engine = request.engine
    let pool = request.cluster.pools[0]
    costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: 0, workload: request.workload,
      calibration: request.calibration)
    space = LayoutSpace(
      model: request.model, pool: pool, gpuLimit: request.goal.gpuLimit, constraint: request.constraint)
    packer = ReplicaPacker(pool: pool)
    guard !space.layouts.isEmpty else { return }
    for microBatches in space.microBatches { search(microBatches: microBatches) }
  }

  private mutating func search(microBatches: Int) {
    if let batch = goal.batch {
      let size = (batch + microBatches - 1) / microBatches
      if (microBatches - 1) * size < batch { search(microBatch: size, microBatches: microBatches) }
      return
    }
    var size = 1
    while search(microBatch: size, microBatches: microBatches) { size += 1 }
  }

  /// - Returns: Whether any path fits; memory grows with the batch, so larger ones fit no more where it is none.
  @discardableResult
  private mutating func search(microBatch: Int, microBatches: Int) -> Bool {
    let stages = OracleStages(costs: costs, layouts: space.layouts, microBatch: microBatch, microBatches: microBatches)
    var fits = false
    visit(stages, from: 0, Prefix(), &fits)
    return fits
  }

  private struct Prefix {
    var stages: [(layers: Range<Int>, layout: Int)] = []
    var gpus = 0
    var leastLatency = 0.0
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
        next.stages.append((layers: first..<end, layout: layout))
        next.gpus += space.layouts[layout].gpus
        next.leastLatency += time
        next.slowest = max(next.slowest, time)
        visit(table, from: end, next, &fits)
      }
    }
  }

  private mutating func consider(_ table: OracleStages, _ path: Prefix) {
    guard space.stages.allows(path.stages.count) else { return }
    let microBatches = table.microBatches
    // Without hops: skips the many paths that cannot win, before they are placed.
    let least = max(path.leastLatency, Double(microBatches) * path.slowest)
    if !isComposed, let best, score(gpus: path.gpus, round: least, table) > best.score { return }
    let layouts = path.stages.map { space.layouts[$0.layout] }
    guard runs(layouts, microBatches: microBatches) else { return }
    let map = packer.map(layouts)
    guard packer.canPlace(map) else { return }
    let hops = table.hops(layouts, levels: map.hopLevels)
    let round = max(least, path.leastLatency + hops.sum, Double(microBatches) * hops.longest)
    guard round <= goal.timePerOutputToken?.value ?? .infinity else { return }
    let speed = Double(table.microBatch * microBatches) / round
    tokensPerSecond[map.used] = max(tokensPerSecond[map.used] ?? 0, speed)
    guard !isComposed else { return }
    let score = score(gpus: path.gpus, round: round, table)
    if let best, score >= best.score { return }
    let stages = zip(path.stages, layouts).map { StageAssignment(layers: $0.layers, layout: $1) }
    best = Answer(
      score: score,
      layout: ReplicaLayout(
        stages: stages, hopLevels: map.hopLevels, microBatch: table.microBatch, microBatches: microBatches))
  }

  private func runs(_ layouts: [StageLayout], microBatches: Int) -> Bool {
    guard let engine else { return true }
    return Set(layouts).count == 1 && layouts.count == microBatches
      && engine.allows(
        layouts[0], stages: layouts.count, gpusPerNode: costs.pool.gpusPerNode,
        gpusPerDomain: costs.pool.gpusPerDomain)
  }

  private func score(gpus: Int, round: Double, _ table: OracleStages) -> Double {
    let sequences = Double(table.microBatch * table.microBatches)
    switch goal.objective {
    case .latency: return round
    case .cost: return (costs.pool.price?.value ?? 1) * Double(gpus) * round / sequences
    case .throughput, .gpus: return 0
    }
  }

  /// Whether replicas of any kinds are put together.
  private var isComposed: Bool { [.throughput, .gpus].contains(goal.objective) }
}
