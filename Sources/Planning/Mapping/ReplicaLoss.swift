import Costing
import Plans
import Topology

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
