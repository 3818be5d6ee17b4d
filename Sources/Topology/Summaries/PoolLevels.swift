import Quantities

/// Puts the tiers, racks, domains and nodes of a pool into one tree, from the widest to the narrowest.
struct PoolLevels {
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

  /// Racks of a single node say nothing: the file knows nodes only.
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
