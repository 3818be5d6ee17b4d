import Costing
import Plans
import Topology

/// Turns packed replicas into GPUs with ranks.
struct ReplicaPlacer: Sendable {
  let pool: Pool
  let layout: ReplicaLayout
  let map: DomainMap

  /// - Parameter replicas: For each replica the real domain of every domain of the map.
  /// - Returns: In the order of replicas, stages and ranks.
  func gpus(_ replicas: [[Int]]) -> [PlacedGPU] {
    var next: [Int: Int] = [:]
    return replicas.enumerated().flatMap { replica, domains in
      layout.stages.indices.flatMap { stage -> [PlacedGPU] in
        let numbers = map.domains[stage].flatMap { domain in
          take(layout.stages[stage].layout.gpusPerDomain, inDomain: domains[domain], &next)
        }
        return numbers.enumerated().map { rank, gpu in place(gpu, replica: replica, stage: stage, rank: rank) }
      }
    }
  }

  private func take(_ count: Int, inDomain domain: Int, _ next: inout [Int: Int]) -> ArraySlice<Int> {
    let available = pool.availableGPUs(inDomain: domain)
    let start = next[domain] ?? 0
    next[domain] = start + count
    return available[start..<start + count]
  }

  private func place(_ gpu: Int, replica: Int, stage: Int, rank: Int) -> PlacedGPU {
    let location = pool.location(of: gpu)
    let division = layout.stages[stage].layout
    return PlacedGPU(
      gpu: gpu, rack: location.rack, domain: location.domain, node: location.node, index: location.index,
      host: location.host, replica: replica, stage: stage, tensorRank: rank % division.tensorParallel,
      dataRank: rank / division.tensorParallel, expertRank: rank / division.expertTensorParallel,
      expertTensorRank: rank % division.expertTensorParallel)
  }
}
