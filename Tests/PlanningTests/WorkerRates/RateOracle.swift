import Clusters
import Costing
import Models
import Planning
import Plans

/// The best rate of each role and footprint, from predictions of whole deployments at one load after the other.
struct RateOracle {
  private let request: WorkerRatingRequest
  private let pool: Pool

  init(_ request: WorkerRatingRequest) {
    self.request = request
    pool = request.cluster.pools[0]
  }

  /// Every layout of a worker with its footprint.
  var layouts: [(group: WorkerGroup, footprint: WorkerFootprint)] {
    let layers = request.model.layers.count
    let space = LayoutSpace(model: request.model, pool: pool, gpuLimit: nil)
    return space.layouts.flatMap { stage in
      [1, 2, 4, 8, 16].filter { $0 <= layers && stage.gpus * $0 <= pool.gpuCount }.compactMap { stages in
        let group = WorkerGroup(
          tensorParallel: stage.tensorParallel, dataParallel: stage.dataParallel, pipelineParallel: stages,
          expertParallel: stage.expertParallel)
        let domains = stage.domains * stages
        // The fewest domains among which the stages are dealt evenly.
        let fewest = (1...domains).first { count in
          domains % count == 0 && count % stage.domains == 0 && stage.gpus * stages / count <= pool.gpusPerDomain
        }
        guard Double((layers + stages - 1) / stages * stages) <= 1.1 * Double(layers), let fewest else { return nil }
        return (group, WorkerFootprint(domains: fewest, gpusPerDomain: group.gpus / fewest))
      }
    }
  }

  /// The highest rates by footprint.
  /// - Parameter takers: Decode workers that prefill has to be able to hand over to.
  func best(_ role: WorkerRole, takers: [WorkerGroup] = []) throws -> [WorkerFootprint: Double] {
    var best: [WorkerFootprint: Double] = [:]
    for (group, footprint) in layouts {
      guard try fits(role, group), try isFastAlone(role, group) else { continue }
      let rate = try highest(role, group, takers)
      if rate > 0 { best[footprint] = max(best[footprint] ?? 0, rate) }
    }
    return best
  }

  private func fits(_ role: WorkerRole, _ group: WorkerGroup) throws -> Bool {
    let deployment: Deployment = role == .prefill ? .prefillOnly(group) : .decodeOnly(group)
    let serving = request.serving(deployment, poolIndex: 0, requestsPerSecond: 1)
    guard try DeploymentCheck(serving).refusal() == nil else { return false }
    guard role == .prefill else { return true }
    // Prompts are short here: HBM has room for a step of them in every stage.
    var alone = serving
    alone.traffic.outputTokens = 0
    let held = try ServingModel(alone).prediction(recorder: .off).sequencesThatFit
    let computed = request.traffic.inputTokens * (1 - request.traffic.prefixCacheHitRate)
    return held >= max(1, 8192 / computed) * Double(group.pipelineParallel)
  }

  private func isFastAlone(_ role: WorkerRole, _ group: WorkerGroup) throws -> Bool {
    guard role != .prefill, let target = request.targets.timePerOutputToken else { return true }
    var alone = request.serving(.decodeOnly(group), poolIndex: 0, requestsPerSecond: 1)
    alone.traffic.load = .sequencesPerRank(Double(group.pipelineParallel) / Double(group.dataParallel))
    let time = try ServingModel(alone).prediction(recorder: .off).timePerOutputToken
    return time.map { $0.value <= target.value } ?? false
  }

  private func highest(_ role: WorkerRole, _ group: WorkerGroup, _ takers: [WorkerGroup]) throws -> Double {
    var (low, high) = (0.0, 1.0)
    let slowest = role == .prefill ? [try slowest(takers, group)] : []
    while try keepsUp(role, group, slowest, high) { (low, high) = (high, 2 * high) }
    for _ in 0..<20 {
      let middle = (low + high) / 2
      if try keepsUp(role, group, slowest, middle) { low = middle } else { high = middle }
    }
    return low
  }

  private func keepsUp(
    _ role: WorkerRole, _ group: WorkerGroup, _ takers: [WorkerGroup], _ rate: Double
  ) throws -> Bool {
    switch role {
    case .mixed: return try accepts(.aggregated(group), rate)
    case .prefill:
      var many = takers.first ?? WorkerGroup()
      many.workers = 1_000_000
      return try accepts(.disaggregated(prefill: group, decode: many), rate, decodeCounts: false)
    case .decode:
      var many = group
      many.workers = 1_000_000
      return try accepts(.disaggregated(prefill: many, decode: group), rate, prefillCounts: false)
    }
  }

  /// The decode worker that caches take longest to reach.
  private func slowest(_ takers: [WorkerGroup], _ group: WorkerGroup) throws -> WorkerGroup {
    let times = try takers.map { taker in
      let serving = request.serving(
        .disaggregated(prefill: group, decode: taker), poolIndex: 0, requestsPerSecond: 1e-3)
      return try ServingModel(serving).prediction(recorder: .off).timeToFirstToken?.value ?? 0
    }
    return zip(takers, times).max { $0.1 < $1.1 }?.0 ?? WorkerGroup()
  }

  private func accepts(
    _ deployment: Deployment, _ rate: Double, prefillCounts: Bool = true, decodeCounts: Bool = true
  ) throws -> Bool {
    let serving = request.serving(deployment, poolIndex: 0, requestsPerSecond: rate)
    let prediction = try ServingModel(serving).prediction(recorder: .off)
    let (first, token) = (prediction.timeToFirstToken?.value ?? 0, prediction.timePerOutputToken?.value ?? 0)
    if prefillCounts {
      guard !prediction.isSaturated, first <= request.targets.timeToFirstToken?.value ?? .infinity else { return false }
    }
    guard decodeCounts else { return true }
    guard token <= request.targets.timePerOutputToken?.value ?? .infinity else { return false }
    return rate * (request.traffic.outputTokens - 1) * token < prediction.sequencesThatFit * decodeRanks(deployment)
  }

  private func decodeRanks(_ deployment: Deployment) -> Double {
    switch deployment {
    case .aggregated(let group), .disaggregated(_, let group), .decodeOnly(let group), .prefillOnly(let group):
      Double(group.dataParallel)
    }
  }
}
