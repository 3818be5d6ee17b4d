import Clusters
import Costing
import Formats
import Models
import Plans
import Quantities

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

/// A degree of parallelism of a worker group as a user writes it.
public enum Degree: String, Sendable, CaseIterable {
  case workers
  case tensor = "tp"
  case data = "dp"
  case expert = "ep"
  case pipeline = "pp"
  case redundant

  /// Its flag where all workers are alike: "--tensor-parallel".
  public var flag: String {
    switch self {
    case .workers: "--workers"
    case .tensor: "--tensor-parallel"
    case .data: "--data-parallel"
    case .expert: "--expert-parallel"
    case .pipeline: "--pipeline-parallel"
    case .redundant: "--redundant-experts"
    }
  }
}

/// What the HBM of a deployment's ranks holds.
public struct DeploymentMemory: Sendable {
  private let request: ServingRequest

  /// - Parameter request: A deployment that decodes.
  public init(_ request: ServingRequest) { self.request = request }

  /// On a rank that decodes, with one sequence at its longest.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  public func ofDecode() throws -> MemoryPrediction {
    let parts = DeploymentPart.all(request)
    return try WorkerMemory(request, parts[parts.count - 1]).withOneSequence()
  }
}

/// Whether a pool has the GPUs that the parts of a deployment ask for, in domains that hold their workers.
struct GPUCheck: Sendable {
  private let parts: [DeploymentPart]
  private let pool: Pool

  init(_ parts: [DeploymentPart], pool: Pool) {
    self.parts = parts
    self.pool = pool
  }

  /// Whether every pool has the GPUs for all parts that lie in it.
  static func fits(_ parts: [DeploymentPart], _ cluster: Cluster) -> Bool {
    cluster.pools.indices.allSatisfy { index in
      GPUCheck(parts.filter { $0.poolIndex == index }, pool: cluster.pools[index]).refusal() == nil
    }
  }

  func refusal() -> Refusal? {
    let asked = parts.reduce(0) { $0 + $1.group.gpus }
    guard asked <= pool.availableGPUCount else {
      let workers = parts.map { "\($0.count($0.group.workers)) of \($0.group.gpusPerWorker) GPUs" }
      return refused(
        "the deployment needs \(Numerals.grouped(asked)) GPUs (\(workers.joined(separator: " and "))), and pool "
          + "\(pool.name) has \(Numerals.grouped(pool.availableGPUCount))")
    }
    let placed = placed(parts)
    guard let short = parts.indices.first(where: { placed[$0] < parts[$0].group.workers }) else { return nil }
    let part = parts[short]
    return refused(
      "pool \(pool.name) has \(pool.availableGPUCount) GPUs in domains of \(pool.gpusPerDomain), and of "
        + "\(part.count(part.group.workers)) of \(part.group.gpusPerWorker) GPUs only \(placed[short]) can be placed there"
    )
  }

  private func placed(_ parts: [DeploymentPart]) -> [Int] { Self.placed(parts, pool) }

  /// How many workers of each part find a place, those of earlier parts first.
  static func placed(_ parts: [DeploymentPart], _ pool: Pool) -> [Int] {
    guard pool.availableGPUCount > 0 else { return parts.map { _ in 0 } }
    let packer = ReplicaPacker(pool: pool)
    return packer.packedCounts(
      parts.map { part in
        let layout = part.group.stageLayout(gpusPerDomain: pool.gpusPerDomain)
        let stages = layout.map { Array(repeating: $0, count: part.group.pipelineParallel) } ?? []
        return (packer.map(stages), part.group.workers)
      })
  }

  private func refused(_ sentence: String) -> Refusal {
    Refusal(reason: .gpus, sentence: sentence, stage: nil, changes: parts.compactMap(fewer))
  }

  /// Fewer workers of one part, where some find a place beside all others.
  private func fewer(_ part: DeploymentPart) -> String? {
    let others = parts.filter { $0.role != part.role }
    let placed = placed(others + [part])
    guard let most = placed.last, most > 0, most < part.group.workers,
      zip(placed, others).allSatisfy({ $0 == $1.group.workers })
    else { return nil }
    return "\(part.count(most)) instead of \(part.group.workers) (\(part.written([(.workers, most)])))"
  }
}
