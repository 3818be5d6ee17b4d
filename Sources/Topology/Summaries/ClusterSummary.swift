import Quantities

/// What `layline cluster show` says of a cluster.
public struct ClusterSummary: Sendable, Hashable {
  /// The cluster itself.
  public let cluster: Cluster
  /// In the order of the file.
  public let pools: [PoolSummary]
  /// GPUs that may be used.
  public let availableGPUCount: Int
  /// HBM of the GPUs that may be used.
  public let availableMemory: Bytes
  /// US dollars for an hour of all GPUs that may be used; `nil` where a pool has no price.
  public let dollarsPerHour: Double?
  /// Unverified figures of the network between pools.
  public let unverifiedFigures: [PoolSummary.UnverifiedFigure]

  /// - Parameter cluster: The cluster to sum up.
  public init(_ cluster: Cluster) {
    self.cluster = cluster
    pools = cluster.pools.map { PoolSummary($0) }
    availableGPUCount = cluster.pools.reduce(0) { $0 + $1.availableGPUCount }
    availableMemory = cluster.pools.reduce(.zero) { $0 + $1.availableMemory }
    let costs = cluster.pools.map { pool in pool.price.map { $0.value * 3600 * Double(pool.availableGPUCount) } }
    dollarsPerHour = costs.reduce(0) { total, cost in
      guard let total, let cost else { return nil }
      return total + cost
    }
    unverifiedFigures = PoolSummary.UnverifiedFigure.all(in: cluster.sources, prefix: "")
  }
}
