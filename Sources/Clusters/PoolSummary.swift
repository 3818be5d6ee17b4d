import Quantities

/// The summary of a pool in `layline cluster show`.
public struct PoolSummary: Sendable, Hashable {
  /// The arithmetic intensity of the hardware at a format: operations per byte read from HBM.
  public struct Intensity: Sendable, Hashable {
    /// The format of the operands.
    public let format: NumberFormat
    /// Dense FLOP/s over bytes/s of HBM.
    public let operationsPerByte: Double
  }

  /// A figure that was not read in a source.
  public struct UnverifiedFigure: Sendable, Hashable {
    /// "tiers[0].latency", or "GB200-NVL72 rates.fp16" for a figure of the accelerator.
    public let key: String
    /// The basis of the figure.
    public let text: String
  }

  /// The pool itself.
  public let pool: Pool
  /// The levels from the widest to the narrowest.
  public let levels: [LevelSummary]
  /// Scale-up bandwidth over the bandwidth of the lowest tier, per GPU; `nil` without a network.
  public let upToOutRatio: Double?
  /// The intensities by format, widest first.
  public let intensities: [Intensity]
  /// The time to read the whole HBM once.
  public let memoryDrainTime: Seconds
  /// HBM of the GPUs that may be used.
  public let availableMemory: Bytes
  /// Whole racks and nodes as one.
  public let unavailablePlaces: [String]
  /// The unverified figures by key, those of the cluster's file first.
  public let unverifiedFigures: [UnverifiedFigure]

  /// - Parameter pool: The pool to sum up.
  public init(_ pool: Pool) {
    let accelerator = pool.accelerator
    self.pool = pool
    levels = PoolLevels(pool: pool).levels()
    upToOutRatio = pool.upToOutRatio
    intensities = accelerator.formats.compactMap { format in
      accelerator.operationsPerByte(format).map { Intensity(format: format, operationsPerByte: $0) }
    }
    memoryDrainTime = accelerator.memoryDrainTime
    availableMemory = pool.availableMemory
    unavailablePlaces = pool.unavailablePlaces
    unverifiedFigures =
      UnverifiedFigure.all(in: pool.sources, prefix: "")
      + UnverifiedFigure.all(in: accelerator.sources, prefix: "\(accelerator.id) ")
  }
}

extension PoolSummary.UnverifiedFigure {
  /// The unverified ones of a table of sources, by key.
  static func all(in sources: [String: FigureSource], prefix: String) -> [Self] {
    sources.filter { !$0.value.isVerified }.sorted { $0.key < $1.key }
      .map { Self(key: prefix + $0.key, text: $0.value.text) }
  }
}

/// The summary of a cluster in `layline cluster show`.
public struct ClusterSummary: Sendable, Hashable {
  /// The cluster itself.
  public let cluster: Cluster
  /// The pools in the order of the file.
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

/// A layer of a pool's tree: a switch group of a tier, a scale-up domain, a rack or a node.
public struct LevelSummary: Sendable, Hashable {
  /// The network figures of a level for each GPU.
  public struct Network: Sendable, Hashable {
    /// Bandwidth per GPU, one way, when it sends alone.
    public let bandwidth: Bandwidth
    /// Bandwidth per GPU, one way, to a single peer; less than `bandwidth` where GPUs are wired as a mesh or a torus.
    public let bandwidthPerPeer: Bandwidth
    /// The oversubscription of the links out of the group; 1 is non-blocking.
    public let oversubscription: Double
    /// Bandwidth per GPU, one way, when all GPUs send across the level at once.
    public let effectiveBandwidth: Bandwidth
    /// Latency from GPU to GPU.
    public let latency: Seconds
  }

  /// "spine", "domain = rack", "node".
  public let name: String
  /// The number of groups in the pool.
  public let count: Int
  /// GPUs of one of them.
  public let gpus: Int
  /// `nil` for a rack or node that is no level of the network.
  public let network: Network?
}

/// Puts the tiers, racks, domains and nodes of a pool into one tree, from the widest to the narrowest.
private struct PoolLevels {
  let pool: Pool

  /// Racks and nodes that coincide with a network level are named with it: "domain = rack".
  func levels() -> [LevelSummary] {
    let levels = tiers() + [domain()]
    let places = self.places()
    let named = levels.map { level in merge(level, with: places, unless: levels) }
    let free = places.filter { place in !levels.contains { $0.gpus == place.gpus } }
      .map { summary($0.name, gpus: $0.gpus, network: nil) }
    // Levels of one size keep their order, tiers above the domain.
    return (named + free).enumerated().sorted { ($1.element.gpus, $0.offset) < ($0.element.gpus, $1.offset) }
      .map(\.element)
  }

  /// The racks and nodes of the pool. Racks of a single node are left out: such a file describes nodes only.
  private func places() -> [(name: String, gpus: Int)] {
    (pool.nodesPerRack > 1 ? [("rack", pool.gpusPerRack)] : []) + [("node", pool.gpusPerNode)]
  }

  private func merge(
    _ level: LevelSummary, with places: [(name: String, gpus: Int)], unless levels: [LevelSummary]
  ) -> LevelSummary {
    // Where a tier and the domain have one size, the place is the domain.
    guard levels.last(where: { $0.gpus == level.gpus }) == level else { return level }
    let names = [level.name] + places.filter { $0.gpus == level.gpus }.map(\.name)
    return summary(names.joined(separator: " = "), gpus: level.gpus, network: level.network)
  }

  private func tiers() -> [LevelSummary] {
    pool.tiers.enumerated().map { index, tier in
      summary(
        tier.name, gpus: tier.gpusPerGroup,
        network: .init(
          bandwidth: tier.bandwidth, bandwidthPerPeer: tier.bandwidth, oversubscription: tier.oversubscription,
          effectiveBandwidth: pool.effectiveBandwidth(at: .tier(index)), latency: tier.latency))
    }
  }

  private func domain() -> LevelSummary {
    let link = pool.scaleUp
    return summary(
      "domain", gpus: pool.gpusPerDomain,
      network: .init(
        bandwidth: link.bandwidth, bandwidthPerPeer: link.bandwidthPerPeer, oversubscription: 1,
        effectiveBandwidth: link.bandwidth(among: pool.gpusPerDomain), latency: link.latency))
  }

  private func summary(_ name: String, gpus: Int, network: LevelSummary.Network?) -> LevelSummary {
    LevelSummary(name: name, count: pool.gpuCount / gpus, gpus: gpus, network: network)
  }
}
