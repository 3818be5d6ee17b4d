import Clusters
import Quantities

/// Clusters of a few GPUs with figures as a test wants them.
struct TinyCluster {
  var nodes = 2
  var gpusPerNode = 4
  /// Of one GPU.
  var memory = Bytes(80e9)
  /// Per GPU and tier, lowest first.
  var scaleOut = [Bandwidth(50e9)]
  /// Nodes in a group of each tier but the last, which spans the pool.
  var nodesPerGroup: [Int] = []
  var unavailable: [Int] = []
  var price: GPUPrice?

  func cluster() throws -> Cluster {
    guard var accelerator = try AcceleratorCatalogue.accelerator(id: "H100-SXM5") else { throw Missing() }
    accelerator.memory = memory
    let pool = Pool(
      name: "tiny", accelerator: accelerator, racks: 1, nodesPerRack: nodes, gpusPerNode: gpusPerNode,
      gpusPerDomain: gpusPerNode, scaleUp: accelerator.scaleUp, tiers: tiers, hosts: [], unavailable: unavailable,
      price: price, sources: [:])
    return Cluster(name: "tiny", file: "tiny.yaml", description: "A test's.", pools: [pool])
  }

  private var tiers: [ScaleOutTier] {
    scaleOut.enumerated().map { number, bandwidth in
      let group = number < nodesPerGroup.count ? nodesPerGroup[number] : nodes
      return ScaleOutTier(
        name: "tier\(number)", gpusPerGroup: group * gpusPerNode, bandwidth: bandwidth, oversubscription: 1,
        latency: Seconds(Double(number + 1) * 2e-6))
    }
  }

  struct Missing: Error {}
}
