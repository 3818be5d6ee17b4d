import Clusters
import Quantities

/// A cluster with round figures. The figures are variables, so that laws can change one of them.
struct SmallCluster {
  var memory = Bytes(100e9)
  var memoryBandwidth = Bandwidth(1e12)
  /// bf16; fp8 is twice as fast.
  var peak = FLOPRate(1e15)
  var scaleUp = Bandwidth(100e9)
  var perPeer = Bandwidth(100e9)
  var wiring = ScaleUpLink.Wiring.switched
  var scaleOut = Bandwidth(10e9)
  /// Of scale-up, leaf and spine.
  var latencies = [Seconds(1e-6), Seconds(2e-6), Seconds(3e-6)]
  var family = "round"
  var poolName = "pool"

  private var accelerator: Accelerator {
    let sources = FigureSource("test")
    return Accelerator(
      id: "round", vendor: "none", family: family, memory: memory, memoryBandwidth: memoryBandwidth,
      peakRates: [.bfloat16: peak, .float8: 2 * peak], scaleUp: link, price: nil,
      sources: ["memory": sources], isPreliminary: false, file: "small.yaml")
  }

  private var link: ScaleUpLink {
    ScaleUpLink(
      name: "link", bandwidth: scaleUp, bandwidthPerPeer: perPeer, wiring: wiring, latency: latencies[0])
  }

  /// 16 domains of 8 GPUs; 4 of them below a leaf, whose links to the spine carry a quarter.
  private var pool: Pool {
    Pool(
      name: poolName, accelerator: accelerator, racks: 4, nodesPerRack: 4, gpusPerNode: 8, gpusPerDomain: 8,
      scaleUp: link,
      tiers: [
        ScaleOutTier(
          name: "leaf", gpusPerGroup: 32, bandwidth: scaleOut, oversubscription: 1, latency: latencies[1]),
        ScaleOutTier(
          name: "spine", gpusPerGroup: 128, bandwidth: scaleOut, oversubscription: 4, latency: latencies[2]),
      ], hosts: [], unavailable: [], price: nil, sources: [:])
  }

  var cluster: Cluster { Cluster(name: "small", file: "small.yaml", description: "", pools: [pool]) }
}
