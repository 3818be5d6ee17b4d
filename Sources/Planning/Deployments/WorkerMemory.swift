import Costing
import Models
import Plans

/// What the HBM of a rank of a worker holds.
struct WorkerMemory: Sendable {
  private let request: ServingRequest
  private let part: DeploymentPart

  init(_ request: ServingRequest, _ part: DeploymentPart) {
    self.request = request
    self.part = part
  }

  /// Tokens of a sequence at its longest here: prefill hands it on.
  var tokens: Int {
    let traffic = request.traffic
    return Int((part.role == .prefill ? traffic.inputTokens : traffic.inputTokens + traffic.outputTokens).rounded(.up))
  }

  /// With one sequence at its longest, layers and experts spread evenly; as the serving model reckons what fits.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  func withOneSequence() throws -> MemoryPrediction {
    let group = part.group
    let pool = request.cluster.pools[part.poolIndex]
    guard let layout = group.stageLayout(gpusPerDomain: pool.gpusPerDomain) else {
      throw part.fault(
        .expert, id: "layout-impossible", found: "\(group.expertParallel)", expected: "a possible layout")
    }
    let costs = try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: part.poolIndex,
      workload: Workload(context: tokens, cacheFormat: request.cacheFormat, source: "--input, --output-tokens"),
      calibration: request.calibration, runtime: request.runtime)
    let stages = Double(group.pipelineParallel)
    var weights = costs.embeddingWeights(layout: layout).value
    weights += costs.outputWeights(layout: layout, isOnlyStage: stages == 1).value
    var (experts, cache) = (0.0, 0.0)
    for kind in costs.kinds.indices {
      let layers = Double(costs.kindOfLayer.count { $0 == kind }) / stages
      let stored = costs.layerWeights(kind: kind, layout: layout)
      weights += layers * stored.weights.value
      experts += layers * stored.experts.value * redundancy(costs.kinds[kind])
      cache += layers * costs.layerCache(kind: kind, layout: layout).value
    }
    return MemoryPrediction(
      weights: weights, experts: experts, cache: cache, activations: costs.activations(sequencesPerRank: 1).value,
      reserve: costs.runtimeReserve.value, usable: costs.usableMemory.value)
  }

  /// Experts stored over experts that there are.
  private func redundancy(_ kind: LayerKind) -> Double {
    guard let mixture = kind.feedForward.mixture else { return 1 }
    return Double(mixture.expertCount + part.group.redundantExperts) / Double(mixture.expertCount)
  }
}
