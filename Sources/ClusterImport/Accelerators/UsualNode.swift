import Quantities
import Topology

/// How an accelerator is built in where clusters ship with the product: what a source leaves out is taken from there.
struct UsualNode {
  /// Name of the shipped cluster.
  let cluster: String
  let gpusPerNode: Int
  let gpusPerDomain: Int
  /// Whether a scale-up domain is more than one node.
  var spansNodes: Bool { gpusPerDomain > gpusPerNode }
  /// From the lowest to the highest, non-blocking ones.
  let tiers: [ScaleOutTier]
  /// The vendor's cluster with the most tiers, and these: its latencies serve above the accelerator's own tiers.
  let deepest: (cluster: String, tiers: [ScaleOutTier])

  /// Pools of shipped clusters whose tiers are all non-blocking, in the order of the clusters' names.
  private static let shipped = Result {
    try ShippedClusters.names.flatMap { name in
      try ClusterReference.shipped(name).read().pools.map { (cluster: name, pool: $0) }
    }.filter { $0.pool.tiers.allSatisfy { $0.oversubscription == 1 } }
  }

  /// Of the clusters whose tiers are all non-blocking the one with the most tiers, the first by name.
  /// - Returns: `nil` where no cluster has the accelerator.
  static func of(_ accelerator: String) throws -> UsualNode? {
    let all = try shipped.get()
    func deepest(where test: (Pool) -> Bool) -> (cluster: String, pool: Pool)? {
      let some = all.filter { test($0.pool) }
      let most = some.map(\.pool.tiers.count).max()
      return some.first { $0.pool.tiers.count == most }
    }
    guard let own = deepest(where: { $0.accelerator.id == accelerator }),
      let other = deepest(where: { $0.accelerator.vendor == own.pool.accelerator.vendor })
    else { return nil }
    return UsualNode(
      cluster: own.cluster, gpusPerNode: own.pool.gpusPerNode, gpusPerDomain: own.pool.gpusPerDomain,
      tiers: own.pool.tiers, deepest: (other.cluster, other.pool.tiers))
  }
}
