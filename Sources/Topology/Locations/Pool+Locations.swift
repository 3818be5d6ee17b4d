import Quantities

extension Pool {
  /// Where a GPU stands.
  /// - Parameter gpu: Its number in the pool, from 0 to `gpuCount` - 1.
  public func location(of gpu: Int) -> GPULocation {
    let node = gpu / gpusPerNode
    return GPULocation(
      gpu: gpu, rack: gpu / gpusPerRack, node: node % nodesPerRack, index: gpu % gpusPerNode,
      domain: domain(of: gpu), host: node < hosts.count ? hosts[node] : nil)
  }

  /// The scale-up domain of a GPU.
  public func domain(of gpu: Int) -> Int { gpu / gpusPerDomain }

  /// The GPUs of a scale-up domain, unavailable ones included.
  public func gpus(inDomain domain: Int) -> Range<Int> {
    domain * gpusPerDomain..<(domain + 1) * gpusPerDomain
  }

  /// The switch group of a GPU at a tier, by index in `tiers`.
  public func group(of gpu: Int, atTier tier: Int) -> Int { gpu / tiers[tier].gpusPerGroup }

  /// The lowest level at which two GPUs meet. All but GPUs of one domain meet at the highest tier at the latest.
  public func meetingLevel(of first: Int, and second: Int) -> NetworkLevel {
    if domain(of: first) == domain(of: second) { return .scaleUp }
    let tier = tiers.firstIndex { first / $0.gpusPerGroup == second / $0.gpusPerGroup }
    return .tier(tier ?? tiers.count - 1)
  }

  /// Per GPU, one way, when all send across a level at once. What crosses a tier crosses all tiers below it.
  public func effectiveBandwidth(at level: NetworkLevel) -> Bandwidth {
    guard case .tier(let highest) = level else { return scaleUp.bandwidth }
    let crossed = tiers.prefix(highest + 1).map(\.effectiveBandwidth)
    return crossed.reduce(Bandwidth(.infinity)) { Swift.min($0, $1) }
  }

  /// From GPU to GPU across a level.
  public func latency(at level: NetworkLevel) -> Seconds {
    guard case .tier(let index) = level else { return scaleUp.latency }
    return tiers[index].latency
  }

  /// How many times faster a GPU sends inside its domain than out of it, each alone; `nil` without a network.
  public var upToOutRatio: Double? { tiers.first.map { scaleUp.bandwidth / $0.bandwidth } }
}
