import Quantities
import Topology

/// A cluster as `layline cluster show --json` prints it; `Schemas/cluster-reading.schema.json` says what each key means.
public struct ClusterDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "cluster-reading/1"
  let name: String
  let description: String
  let gpus: Int
  let availableGPUs: Int
  let availableMemory_B: Double
  let cost_USDPerHour: Double?
  let pools: [PoolDocument]
  let interconnect: Interconnect?
  let unverified: [UnverifiedEntry]

  /// - Parameter cluster: What is written down.
  public init(_ cluster: Cluster) {
    let summary = ClusterSummary(cluster)
    name = cluster.name
    description = cluster.description
    gpus = cluster.gpuCount
    availableGPUs = summary.availableGPUCount
    availableMemory_B = summary.availableMemory.value
    cost_USDPerHour = summary.dollarsPerHour
    pools = summary.pools.map(PoolDocument.init)
    interconnect = cluster.interconnect.map(Interconnect.init)
    unverified = summary.unverifiedFigures.map(UnverifiedEntry.init)
  }

  /// The network between pools.
  struct Interconnect: Encodable, Sendable {
    let bandwidth_BPerSecond: Double
    let oversubscription: Double
    let effectiveBandwidth_BPerSecond: Double
    let latency_s: Double

    init(_ tier: ScaleOutTier) {
      bandwidth_BPerSecond = tier.bandwidth.value
      oversubscription = tier.oversubscription
      effectiveBandwidth_BPerSecond = tier.effectiveBandwidth.value
      latency_s = tier.latency.value
    }
  }

  /// A figure that was not read in a source.
  struct UnverifiedEntry: Encodable, Sendable {
    let key: String
    let source: String

    init(_ figure: PoolSummary.UnverifiedFigure) {
      key = figure.key
      source = figure.text
    }
  }
}
