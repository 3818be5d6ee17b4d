import Clusters
import Quantities

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
  private let pools: [PoolDocument]
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

/// A pool of a cluster in `ClusterDocument`.
private struct PoolDocument: Encodable, Sendable {
  let name: String
  let accelerator: AcceleratorDocument
  let racks: Int
  let nodesPerRack: Int
  let gpusPerNode: Int
  let gpusPerDomain: Int
  let gpus: Int
  let availableGPUs: Int
  let levels: [Level]
  let upToOutRatio: Double?
  let price_USDPerGPUHour: Double?
  let unavailable: [String]
  let unverified: [ClusterDocument.UnverifiedEntry]

  init(_ summary: PoolSummary) {
    let pool = summary.pool
    name = pool.name
    accelerator = AcceleratorDocument(summary)
    racks = pool.racks
    nodesPerRack = pool.nodesPerRack
    gpusPerNode = pool.gpusPerNode
    gpusPerDomain = pool.gpusPerDomain
    gpus = pool.gpuCount
    availableGPUs = pool.availableGPUCount
    levels = summary.levels.map(Level.init)
    upToOutRatio = summary.upToOutRatio
    price_USDPerGPUHour = pool.price.map { $0.value * 3600 }
    unavailable = summary.unavailablePlaces
    unverified = summary.unverifiedFigures.map(ClusterDocument.UnverifiedEntry.init)
  }

  /// A layer of the pool's tree, from the widest to the narrowest; without bandwidths where it is no network level.
  struct Level: Encodable, Sendable {
    let name: String
    let count: Int
    let gpus: Int
    let bandwidth_BPerSecond: Double?
    let bandwidthPerPeer_BPerSecond: Double?
    let oversubscription: Double?
    let effectiveBandwidth_BPerSecond: Double?
    let latency_s: Double?

    init(_ level: LevelSummary) {
      name = level.name
      count = level.count
      gpus = level.gpus
      bandwidth_BPerSecond = level.network?.bandwidth.value
      bandwidthPerPeer_BPerSecond = level.network?.bandwidthPerPeer.value
      oversubscription = level.network?.oversubscription
      effectiveBandwidth_BPerSecond = level.network?.effectiveBandwidth.value
      latency_s = level.network?.latency.value
    }
  }
}

/// The accelerator of a pool.
private struct AcceleratorDocument: Encodable, Sendable {
  let id: String
  let vendor: String
  let family: String
  let isPreliminary: Bool
  let memory_B: Double
  let memoryBandwidth_BPerSecond: Double
  let memoryDrainTime_s: Double
  let operationsPerByte: [String: Double]

  init(_ summary: PoolSummary) {
    let accelerator = summary.pool.accelerator
    id = accelerator.id
    vendor = accelerator.vendor
    family = accelerator.family
    isPreliminary = accelerator.isPreliminary
    memory_B = accelerator.memory.value
    memoryBandwidth_BPerSecond = accelerator.memoryBandwidth.value
    memoryDrainTime_s = summary.memoryDrainTime.value
    operationsPerByte = Dictionary(
      uniqueKeysWithValues: summary.intensities.map { ($0.format.rawValue, $0.operationsPerByte) })
  }
}
