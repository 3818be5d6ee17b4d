import Clusters
import Quantities

/// Nodes of a few GPUs, each a scale-up domain, with figures that are easy to reckon with.
struct TinyCluster {
  var name = "tiny"
  var nodes = 2
  var gpusPerNode = 4
  var scaleUp = Bandwidth(100e9)
  /// Per GPU and tier, lowest first.
  var scaleOut = [Bandwidth(10e9)]
  /// Nodes in a group of each tier but the last, which spans the pool.
  var nodesPerGroup: [Int] = []
  var oversubscription = 1.0
  var unavailable: [Int] = []

  func cluster() throws -> Cluster {
    guard let accelerator = try AcceleratorCatalogue.accelerator(id: "H100-SXM5") else { throw Missing() }
    var link = accelerator.scaleUp
    link.bandwidth = scaleUp
    let tiers = scaleOut.enumerated().map { number, bandwidth in
      ScaleOutTier(
        name: "tier\(number)",
        gpusPerGroup: (number < nodesPerGroup.count ? nodesPerGroup[number] : nodes) * gpusPerNode,
        bandwidth: bandwidth, oversubscription: oversubscription, latency: Seconds(2e-6))
    }
    let pool = Pool(
      name: "pool", accelerator: accelerator, racks: 1, nodesPerRack: nodes, gpusPerNode: gpusPerNode,
      gpusPerDomain: gpusPerNode, scaleUp: link, tiers: tiers, hosts: [], unavailable: unavailable, price: nil,
      sources: [:])
    return Cluster(name: name, file: "tiny.yaml", description: "A test's.", pools: [pool])
  }

  struct Missing: Error {}
}
