import Clusters
import Costing
import Formats
import Models
import Plans
import Quantities

/// The use of the HBM of a rank of a worker, as the cost model adds it up.
struct WorkerMemory: Sendable {
  let request: ServingRequest
  let part: DeploymentPart

  /// Tokens of a sequence at its longest here: prefill hands it on.
  var tokens: Int {
    let traffic = request.traffic
    let full = ReservedLength.full.tokens(input: traffic.inputTokens, output: traffic.outputTokens)
    return Int((part.role == .prefill ? traffic.inputTokens : full).rounded(.up))
  }

  /// The use with one sequence at its longest.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  func withOneSequence() throws -> MemoryPrediction {
    MemoryPrediction(try stage().use(sequencesPerRank: 1, microBatches: 1))
  }

  /// The HBM left beside so many sequences, each at its longest.
  /// - Throws: As `withOneSequence`.
  func free(sequencesPerRank: Double) throws -> Double {
    try stage().free(sequencesPerRank: sequencesPerRank, microBatches: part.group.pipelineParallel)
  }

  private func stage() throws -> StageMemory {
    let pool = request.cluster.pools[part.poolIndex]
    guard let layout = part.group.stageLayout(gpusPerDomain: pool.gpusPerDomain) else {
      throw part.fault(
        .expert, id: .layoutImpossible, found: "\(part.group.expertParallel)", expected: "a possible layout")
    }
    return try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: part.poolIndex,
      workload: Workload(context: tokens, cacheFormat: request.cacheFormat, source: "--input, --output-tokens"),
      calibration: request.calibration, runtime: request.runtime
    ).memory(of: part.group, layout: layout)
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

/// The use of the HBM of a deployment's ranks.
public struct DeploymentMemory: Sendable {
  private let request: ServingRequest

  /// - Parameter request: A deployment that decodes.
  public init(_ request: ServingRequest) { self.request = request }

  /// The HBM left on a rank that decodes, beside so many sequences, and one at least, each at its longest.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  public func freeOfDecode(sequencesPerRank: Double) throws -> Double {
    let parts = DeploymentPart.all(request)
    return try WorkerMemory(request: request, part: parts[parts.count - 1]).free(
      sequencesPerRank: max(1, sequencesPerRank))
  }
}

/// Whether a pool has the GPUs that the parts of a deployment ask for, in domains that hold their workers.
struct GPUCheck: Sendable {
  let parts: [DeploymentPart]
  let pool: Pool

  /// Whether every pool has the GPUs for all parts that lie in it.
  static func fits(_ parts: [DeploymentPart], _ cluster: Cluster) -> Bool {
    cluster.pools.indices.allSatisfy { index in
      GPUCheck(parts: parts.filter { $0.poolIndex == index }, pool: cluster.pools[index]).refusal() == nil
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

  /// The number of workers of each part that find a place, those of earlier parts first.
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
