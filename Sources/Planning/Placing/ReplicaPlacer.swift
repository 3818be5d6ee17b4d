import Clusters
import Costing
import Plans

/// Turns packed replicas into GPUs with ranks.
struct ReplicaPlacer: Sendable {
  let pool: Pool
  let layout: ReplicaLayout
  let map: DomainMap

  /// - Parameters:
  ///   - replicas: For each replica the real domain of every domain of the map.
  ///   - taken: GPUs of each domain that were given out before, to which these are added.
  /// - Returns: In the order of replicas, stages and ranks.
  func gpus(_ replicas: [[Int]], taken: inout [Int: Int]) -> [PlacedGPU] {
    ranks(
      replicas.map { domains in
        layout.stages.indices.flatMap { stage in
          map.domains[stage].flatMap { domain in
            take(layout.stages[stage].layout.gpusPerDomain, inDomain: domains[domain], &taken)
          }
        }
      })
  }

  /// - Parameter replicas: For each replica its GPUs in the order of stages and ranks.
  func ranks(_ replicas: [[Int]]) -> [PlacedGPU] {
    let places = layout.stages.indices.flatMap { stage in
      (0..<layout.stages[stage].layout.gpus).map { (stage: stage, rank: $0) }
    }
    return replicas.enumerated().flatMap { replica, gpus in
      zip(gpus, places).map { place($0, replica: replica, stage: $1.stage, rank: $1.rank) }
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

/// Replicas that are left after a failure, when those that it stops are placed again where GPUs are free.
public struct ReplicaLoss: Sendable {
  /// Replicas that are alike.
  public struct Kind: Sendable {
    let layouts: [StageLayout]
    let poolIndex: Int
    let replicas: Int
    let tokensPerSecond: Double

    /// - Parameters:
    ///   - layout: Of a replica.
    ///   - poolIndex: All of them lie in it.
    ///   - replicas: How many there are before.
    ///   - tokensPerSecond: Of a replica.
    public init(_ layout: ReplicaLayout, poolIndex: Int, replicas: Int, tokensPerSecond: Double) {
      layouts = layout.stages.map(\.layout)
      self.poolIndex = poolIndex
      self.replicas = replicas
      self.tokensPerSecond = tokensPerSecond
    }
  }

  private let kinds: [Kind]
  private let units: FailureUnits

  /// - Parameters:
  ///   - kinds: All replicas.
  ///   - cluster: Where they are.
  ///   - unit: What fails.
  public init(_ kinds: [Kind], cluster: Cluster, unit: SpareRule.Unit) {
    self.kinds = kinds
    units = FailureUnits(cluster: cluster, unit: unit)
  }

  /// The unit whose loss leaves the fewest tokens per second, the first of several: "pool h200, rack 0, node 2", and how
  /// many replicas of each kind it leaves.
  public var worst: (unit: String, left: [Int]) {
    let losses = Set(kinds.map(\.poolIndex)).sorted().flatMap { pool in
      units.distinct(pool).map { (unit: units.name(pool, $0), left: left(after: $0, in: pool)) }
    }
    let worst = losses.enumerated().min { first, second in
      let speeds = (speed(first.element.left), speed(second.element.left))
      return speeds.0 == speeds.1 ? first.offset < second.offset : speeds.0 < speeds.1
    }
    return worst?.element ?? ("", kinds.map { _ in 0 })
  }

  private func speed(_ left: [Int]) -> Double {
    zip(kinds, left).reduce(0) { $0 + $1.0.tokensPerSecond * Double($1.1) }
  }

  private func left(after number: Int, in poolIndex: Int) -> [Int] {
    var left = kinds.map(\.replicas)
    let members = kinds.indices.filter { kinds[$0].poolIndex == poolIndex }
    let pool = units.pool(poolIndex, without: number)
    let packer = ReplicaPacker(pool: pool)
    let counts =
      pool.availableGPUCount > 0
      ? packer.packedCounts(members.map { (packer.map(kinds[$0].layouts), kinds[$0].replicas) })
      : members.map { _ in 0 }
    for (index, count) in zip(members, counts) { left[index] = count }
    return left
  }
}
