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

  /// Of the clusters whose tiers are all non-blocking the one with the most tiers, the first by name.
  /// - Returns: `nil` where no cluster has the accelerator.
  static func of(_ accelerator: String) throws -> UsualNode? {
    var best: UsualNode?
    for name in ShippedClusters.names {
      for pool in try ClusterReference.shipped(name).read().pools where pool.accelerator.id == accelerator {
        guard pool.tiers.allSatisfy({ $0.oversubscription == 1 }), pool.tiers.count > best?.tiers.count ?? -1 else {
          continue
        }
        best = UsualNode(
          cluster: name, gpusPerNode: pool.gpusPerNode, gpusPerDomain: pool.gpusPerDomain, tiers: pool.tiers)
      }
    }
    return best
  }
}
