import Quantities

/// The usual node of an accelerator, taken from the shipped clusters: it supplies what a source leaves out.
struct UsualNode {
  /// Name of the shipped cluster.
  let cluster: String
  let gpusPerNode: Int
  let gpusPerDomain: Int
  /// Whether a scale-up domain is more than one node.
  var spansNodes: Bool { gpusPerDomain > gpusPerNode }
  /// The tiers from the lowest to the highest, non-blocking ones.
  let tiers: [ScaleOutTier]
  /// The price that the cluster gives for its accelerator, rather than the accelerator's own.
  let price: (accelerator: String, value: GPUPrice, source: FigureSource)?
  /// The vendor's cluster with the most tiers, and these: its latencies serve above the accelerator's own tiers.
  let deepest: (cluster: String, tiers: [ScaleOutTier])

  /// A node of hardware that no shipped cluster has, without a network.
  static let alone = UsualNode(
    cluster: "no cluster that ships with layline", gpusPerNode: 256, gpusPerDomain: 256, tiers: [], price: nil,
    deepest: ("", []))

  /// Pools of shipped clusters whose tiers are all non-blocking, in the order of the clusters' names.
  private static let shipped = Result {
    try ShippedClusters.names.flatMap { name in
      try ClusterReference.shipped(name).read().pools.map { (cluster: name, pool: $0) }
    }.filter { $0.pool.tiers.allSatisfy { $0.oversubscription == 1 } }
  }

  /// The cluster with the most tiers among those whose tiers are all non-blocking; ties go to the first name.
  /// - Returns: `nil` where no cluster has the accelerator.
  static func of(_ accelerator: String) throws -> UsualNode? { try deepest { $0.accelerator.id == accelerator } }

  /// The same of nodes of a vendor that are a scale-up domain each.
  static func ofVendor(_ vendor: String) throws -> UsualNode? {
    try deepest { $0.accelerator.vendor == vendor && $0.gpusPerDomain == $0.gpusPerNode }
  }

  private static func deepest(where isWanted: (Pool) -> Bool) throws -> UsualNode? {
    let all = try shipped.get()
    func deepest(where test: (Pool) -> Bool) -> (cluster: String, pool: Pool)? {
      let some = all.filter { test($0.pool) }
      let most = some.map(\.pool.tiers.count).max()
      return some.first { $0.pool.tiers.count == most }
    }
    guard let own = deepest(where: isWanted),
      let other = deepest(where: { $0.accelerator.vendor == own.pool.accelerator.vendor })
    else { return nil }
    let price = own.pool.price.flatMap { price in
      own.pool.sources["price"].map { (accelerator: own.pool.accelerator.id, value: price, source: $0) }
    }
    return UsualNode(
      cluster: own.cluster, gpusPerNode: own.pool.gpusPerNode, gpusPerDomain: own.pool.gpusPerDomain,
      tiers: own.pool.tiers, price: price, deepest: (other.cluster, other.pool.tiers))
  }
}
