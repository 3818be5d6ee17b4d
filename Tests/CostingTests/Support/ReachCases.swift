import Clusters
import Formats
import Foundation
import Models
import Quantities
@testable import Costing

/// Predictions that between them ask for everything that a cluster, a calibration, a model and traffic say: decode of a
/// replica by layer, and serving in every kind of deployment.
struct ReachCases {
  var model: ModelArchitecture
  /// What is served: fewer kinds of layers, because a closed loop asks for many steps.
  var served = SmallModel.model(layers: [SmallModel.denseLayer, SmallModel.mixtureLayer])
  var cluster: Cluster
  var calibration: Calibration
  var traffic = Traffic(inputTokens: 2000, outputTokens: 200, load: .concurrency(200), requests: 1000)
  var speculation = Speculation(draftTokens: 2, acceptance: 0.6)

  /// Whatever is predicted, the cheapest first.
  func parts() -> [(inout Results) throws -> Void] {
    let decode = cluster.pools.indices.map { pool in { (results: inout Results) in try addDecode(pool, &results) } }
    let serving = (servingRequests + disaggregatedRequests).map { request in
      { (results: inout Results) in try add(request, &results) }
    }
    return decode + serving
  }

  /// One GPU, tensor parallelism in a domain and across, experts in a domain, below a leaf and across the spine.
  private static let layouts = [
    StageLayout(domains: 1, gpusPerDomain: 1, tensorParallel: 1, expertTensorParallel: 1),
    StageLayout(domains: 1, gpusPerDomain: 2, tensorParallel: 2, expertTensorParallel: 2),
    StageLayout(domains: 1, gpusPerDomain: 4, tensorParallel: 4, expertTensorParallel: 4),
    StageLayout(domains: 2, gpusPerDomain: 4, tensorParallel: 8, expertTensorParallel: 8),
    // More ranks than the domains have: switches add for eight.
    StageLayout(domains: 1, gpusPerDomain: 8, tensorParallel: 8, expertTensorParallel: 8),
    StageLayout(domains: 1, gpusPerDomain: 4, tensorParallel: 1, expertTensorParallel: 1),
    StageLayout(domains: 2, gpusPerDomain: 4, tensorParallel: 1, expertTensorParallel: 1),
    StageLayout(domains: 8, gpusPerDomain: 4, tensorParallel: 1, expertTensorParallel: 1),
  ]

  private func addDecode(_ pool: Int, _ results: inout Results) throws {
    // What is waited for changes with the batch: reads of weights and caches first, products later.
    for format in [NumberFormat.bfloat16, .float8] {
      let costs = try CostModel(
        model: model, cluster: cluster, poolIndex: pool,
        workload: Workload(
          inputTokens: Int(traffic.inputTokens), outputTokens: Int(traffic.outputTokens), cacheFormat: format),
        calibration: calibration, imbalance: .calibrated.replicated(pool == 1))
      for layout in Self.layouts {
        for batch in [64, 65_536] { addReplica(costs, layout, batch, &results) }
      }
    }
  }

  private func addReplica(_ costs: CostModel, _ layout: StageLayout, _ batch: Int, _ results: inout Results) {
    for kind in costs.kinds.indices {
      results.add(costs.layerCost(kind: kind, layout: layout, microBatch: batch).time.value)
    }
    for level in costs.levelNames.indices {
      results.add(costs.hopCost(into: layout, microBatch: batch, level: level).time.value)
    }
    let stage = StageAssignment(layers: 0..<model.layers.count, layout: layout)
    let cost = costs.cost(of: ReplicaLayout(stages: [stage], hopLevels: [], microBatch: batch, microBatches: 1))
    results.add(cost.round.time.value)
    results.add(cost.stages[0].memory.total.value)
    results.add(costs.usableMemory.value)
    // Replicas that a pool has room for multiply what a plan promises, and a price divides it.
    let replicas = costs.pool.availableGPUCount / layout.gpus
    results.add(Double(replicas * batch) / cost.round.time.value)
    results.add(costs.pool.price.map { $0.value * Double(layout.gpus) * cost.round.time.value / Double(batch) })
  }

  /// One worker on each pool, as every runtime runs it, and one across domains.
  private var servingRequests: [ServingRequest] {
    let narrow = Deployment.aggregated(WorkerGroup(tensorParallel: 2))
    let wide = Deployment.aggregated(WorkerGroup(dataParallel: 8, expertParallel: 8))
    var overlapping = request(wide, pool: 0, nil)
    overlapping.overlapsTwoBatches = true
    overlapping.speculation = speculation
    return [request(narrow, pool: 0, nil), request(wide, pool: 0, nil), overlapping]
      + ["vllm", "sglang", "trtllm"].map { request(narrow, pool: 1, $0) }
  }

  /// Within a pool, and from the second to the first.
  private var disaggregatedRequests: [ServingRequest] {
    let group = WorkerGroup(workers: 2, tensorParallel: 2)
    return cluster.pools.indices.map { prefill in
      var asked = request(.disaggregated(prefill: group, decode: group), pool: 0, nil)
      asked.prefillPoolIndex = prefill
      return asked
    }
  }

  private func request(_ deployment: Deployment, pool: Int, _ runtime: String?) -> ServingRequest {
    ServingRequest(
      model: served, cluster: cluster, poolIndex: pool, deployment: deployment, traffic: traffic, runtime: runtime,
      calibration: calibration)
  }

  private func add(_ request: ServingRequest, _ results: inout Results) throws {
    let prediction = try ServingModel(request).prediction(recorder: .off)
    let times = [
      ErrorRange.Subject.timePerOutputToken: prediction.timePerOutputToken?.value,
      .timeToFirstToken: prediction.timeToFirstToken?.value,
    ]
    for subject in ErrorRange.Subject.allCases {
      results.add(times[subject] ?? nil)
      results.add(prediction.errors[subject]?.low)
      results.add(prediction.errors[subject]?.high)
    }
    results.add(prediction.outputTokensPerSecond)
    results.add(prediction.sequencesThatFit)
    results.add(prediction.errors[.timePerOutputToken].map { Double($0.runs) })
    results.add(request.dollarsPerSecond)
  }
}
