import Clusters
import Costing
import Plans

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

/// How many identical replicas are left after the loss of any one unit, when those that it stops are placed again.
public struct ReplicaLoss: Sendable {
  private let layouts: [StageLayout]
  private let poolIndex: Int
  private let replicas: Int
  private let units: FailureUnits

  /// - Parameters:
  ///   - layout: Of a replica.
  ///   - cluster: Where they are.
  ///   - poolIndex: All of them lie in it.
  ///   - replicas: How many there are before.
  ///   - unit: What fails.
  public init(_ layout: ReplicaLayout, cluster: Cluster, poolIndex: Int, replicas: Int, unit: SpareRule.Unit) {
    layouts = layout.stages.map(\.layout)
    self.poolIndex = poolIndex
    self.replicas = replicas
    units = FailureUnits(cluster: cluster, unit: unit)
  }

  /// The unit whose loss leaves the fewest, the first of several: "pool h200, rack 0, node 2", and how many it leaves.
  public var worst: (unit: String, left: Int) {
    let losses = units.distinct(poolIndex).map { (number: $0, left: left(after: $0)) }
    let worst = losses.min { ($0.left, $0.number) < ($1.left, $1.number) }
    return (units.name(poolIndex, worst?.number ?? 0), worst?.left ?? 0)
  }

  private func left(after number: Int) -> Int {
    let pool = units.pool(poolIndex, without: number)
    guard pool.availableGPUCount > 0 else { return 0 }
    let packer = ReplicaPacker(pool: pool)
    return packer.pack(packer.map(layouts), limit: replicas).count
  }
}
