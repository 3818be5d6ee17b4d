import Topology

/// The GPUs of the cluster that weights travel in, counted through all pools.
struct Machines: Sendable {
  let cluster: Cluster
  private let firstOfPool: [Int]
  private let unavailable: Set<Int>

  init(_ cluster: Cluster) {
    self.cluster = cluster
    var first = [0]
    for pool in cluster.pools { first.append(first[first.count - 1] + pool.gpuCount) }
    firstOfPool = first
    unavailable = Set(cluster.pools.enumerated().flatMap { index, pool in pool.unavailable.map { first[index] + $0 } })
  }

  var count: Int { firstOfPool[firstOfPool.count - 1] }
  /// Of any pool, the interconnect among them.
  var mostLevels: Int { (cluster.pools.map(\.tiers.count).max() ?? 0) + 2 }

  /// Of all GPUs that are there and work.
  func numbers() -> [MachineKey: Int] {
    var result: [MachineKey: Int] = [:]
    for (index, pool) in cluster.pools.enumerated() {
      for gpu in 0..<pool.gpuCount where !unavailable.contains(firstOfPool[index] + gpu) {
        result[MachineKey(pool.location(of: gpu), pool: pool.name)] = firstOfPool[index] + gpu
      }
    }
    return result
  }

  func pool(of machine: Int) -> (index: Int, number: Int) {
    let index = (firstOfPool.firstIndex { $0 > machine } ?? firstOfPool.count) - 1
    return (index, machine - firstOfPool[index])
  }

  /// The groups of GPUs around one, the nearest first: its domain, the switch groups of its tiers, and everything where
  /// there is an interconnect. Two GPUs meet at the first that they share.
  func surroundings(of machine: Int) -> [Surrounding] {
    let (index, number) = pool(of: machine)
    let pool = cluster.pools[index]
    let domain = Surrounding(pool: index, level: 0, group: pool.domain(of: number))
    let tiers = pool.tiers.indices.map { tier in
      // All but GPUs of one domain meet at the highest tier at the latest.
      let isHighest = tier == pool.tiers.count - 1
      return Surrounding(
        pool: index, level: tier + 1, group: isHighest ? 0 : pool.group(of: number, atTier: tier))
    }
    let all = cluster.interconnect == nil ? [] : [Surrounding(pool: -1, level: pool.tiers.count + 1, group: 0)]
    return [domain] + tiers + all
  }

  /// "scale-up", the name of a tier, or "interconnect".
  func levelName(pool index: Int, level: Int) -> String {
    let tiers = cluster.pools[index].tiers
    return level == 0 ? "scale-up" : level <= tiers.count ? tiers[level - 1].name : "interconnect"
  }

  /// Seconds of each level's link of a GPU for what it sends, or receives, at each level: what crosses a level crosses all
  /// tiers below it. Bandwidths are nominal, per GPU and one way, with oversubscription.
  func times(of machine: Int, bytes: ArraySlice<Double>) -> [Double] {
    let pool = cluster.pools[self.pool(of: machine).index]
    let bytes = Array(bytes)
    var times = [bytes[0] / pool.scaleUp.bandwidth(among: pool.gpusPerDomain).value]
    for (index, tier) in pool.tiers.enumerated() {
      times.append(bytes[(index + 1)...].reduce(0, +) / tier.effectiveBandwidth.value)
    }
    let between = bytes[(pool.tiers.count + 1)...].reduce(0, +)
    times.append(cluster.interconnect.map { between / $0.effectiveBandwidth.value } ?? 0)
    return times
  }
}

/// GPUs that meet at a level.
struct Surrounding: Hashable, Sendable {
  /// −1 for all pools.
  let pool: Int
  let level: Int
  let group: Int

  /// The same for a GPU of any pool: above its own tiers each has the interconnect.
  static func == (left: Self, right: Self) -> Bool {
    left.pool == right.pool && left.group == right.group && (left.pool < 0 || left.level == right.level)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(pool)
    hasher.combine(group)
    if pool >= 0 { hasher.combine(level) }
  }
}
