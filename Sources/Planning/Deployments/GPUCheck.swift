import Costing
import Plans
import Quantities
import Topology

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
