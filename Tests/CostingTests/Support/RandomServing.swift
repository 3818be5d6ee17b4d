import Clusters
import Foundation
import Models
import Quantities
@testable import Costing

/// A seeded step of a seeded worker: models made by hand and of the catalogue (one layer of each kind), accelerators of the
/// catalogue, layouts with TP, DP, EP and PP.
struct RandomServing: CustomStringConvertible {
  var accelerator: Accelerator
  var scaleOut: Bandwidth
  let gpusPerDomain: Int
  let modelIndex: Int
  let runtime: String?
  let group: WorkerGroup
  let speculation: Speculation?
  let overlaps: Bool
  var context: Double
  var batch: StepBatch

  init(seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    let pools = try Self.accelerators.get()
    accelerator = generator.pick(pools)
    scaleOut = Bandwidth(generator.pick([12.5e9, 25e9, 50e9, 100e9]))
    gpusPerDomain = generator.pick([4, 8, 8, 16, 64])
    modelIndex = try Int.random(in: Self.models.get().indices, using: &generator)
    runtime = generator.pick([nil, "vllm", "sglang", "trtllm"])
    let gpus = generator.pick([1, 2, 4, 8, 16, 32, 64])
    let tensor = generator.pick([1, 2, 4, 8, 16].filter { gpus % $0 == 0 })
    group = WorkerGroup(
      tensorParallel: tensor, dataParallel: gpus / tensor, pipelineParallel: generator.pick([1, 1, 1, 2]),
      expertParallel: generator.pick([1, gpus]))
    speculation =
      generator.pick([false, false, false, true])
      ? Speculation(draftTokens: Int.random(in: 1...4, using: &generator), acceptance: 0.6) : nil
    overlaps = generator.pick([false, false, true])
    context = pow(10, Double.random(in: 1...5, using: &generator)).rounded()
    batch = StepBatch(sequences: pow(10, Double.random(in: -1...3.2, using: &generator)))
    guard Bool.random(using: &generator) else { return }
    batch.promptTokens = pow(10, Double.random(in: 0...4.5, using: &generator)).rounded()
    batch.promptSpan = pow(10, Double.random(in: 1...5, using: &generator)).rounded()
  }

  /// The time of a step.
  func time(_ calibration: Calibration) throws -> Double { try worker(calibration).step(batch).time.value }

  func worker(_ calibration: Calibration) throws -> WorkerModel {
    let costs = try CostModel(
      model: Self.models.get()[modelIndex], cluster: cluster, poolIndex: 0,
      workload: Workload(averageContext: context, cacheFormat: nil, source: "test"), calibration: calibration,
      runtime: calibration.knowsRuntime(runtime ?? "any") ? runtime : nil)
    let layout = WorkerModel.stageLayout(group, gpusPerDomain: gpusPerDomain)
    return WorkerModel(
      costs: costs, group: group, layout: layout ?? SmallCosts.sliced(1), speculation: speculation,
      overlapsTwoBatches: overlaps, scheduler: SchedulerSettings(), lengthVariation: nil)
  }

  var cluster: Cluster {
    let pool = Pool(
      name: "pool", accelerator: accelerator, racks: 4, nodesPerRack: 4, gpusPerNode: gpusPerDomain,
      gpusPerDomain: gpusPerDomain, scaleUp: accelerator.scaleUp,
      tiers: [
        ScaleOutTier(
          name: "leaf", gpusPerGroup: 4 * gpusPerDomain, bandwidth: scaleOut, oversubscription: 1,
          latency: Seconds(2e-6)),
        ScaleOutTier(
          name: "spine", gpusPerGroup: 16 * gpusPerDomain, bandwidth: scaleOut, oversubscription: 2,
          latency: Seconds(3e-6)),
      ], hosts: [], unavailable: [], price: nil, sources: [:])
    return Cluster(name: "random", file: "random.yaml", description: "", pools: [pool])
  }

  /// A deployment of such workers under some traffic: a closed loop, or arrivals.
  func request(_ calibration: Calibration, seed: UInt64) throws -> ServingRequest {
    var generator = SplitMix(seed: ~seed)
    let count = generator.pick([1, 1, 2, 5])
    var workers = group
    workers.workers = generator.pick([1, 2, 4])
    var others = WorkerGroup(workers: count, tensorParallel: generator.pick([1, 4, 8]))
    others.expertParallel = generator.pick([1, others.tensorParallel])
    let isApart = Bool.random(using: &generator)
    let amount = pow(10, Double.random(in: 0...3.5, using: &generator)).rounded()
    var traffic = Traffic(
      inputTokens: context, outputTokens: pow(10, Double.random(in: 0.4...3.5, using: &generator)).rounded(),
      prefixCacheHitRate: generator.pick([0, 0, 0.5]), load: .concurrency(amount))
    if generator.pick([false, false, true]) { traffic.load = .requestsPerSecond(amount / 50) }
    traffic.requests = generator.pick([nil, 10 * amount, amount])
    return ServingRequest(
      model: try Self.models.get()[modelIndex], cluster: cluster,
      deployment: isApart ? .disaggregated(prefill: others, decode: workers) : .aggregated(workers), traffic: traffic,
      speculation: speculation, overlapsTwoBatches: overlaps, runtime: runtime, calibration: calibration)
  }

  var description: String {
    let model = (try? Self.models.get()[modelIndex].name) ?? ""
    return "\(model) on \(accelerator.id) in domains of \(gpusPerDomain), TP \(group.tensorParallel) "
      + "DP \(group.dataParallel) EP \(group.expertParallel) PP \(group.pipelineParallel), scale-out \(scaleOut), "
      + "context \(context), \(batch), \(runtime ?? "any"), drafts \(speculation?.draftTokens ?? 0)"
      + (overlaps ? ", overlapping" : "")
  }
}
