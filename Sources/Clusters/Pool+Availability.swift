import Quantities

extension Pool {
  /// GPUs that may be used.
  public var availableGPUCount: Int { gpuCount - unavailable.count }

  /// The GPUs of a domain that may be used, ascending.
  public func availableGPUs(inDomain domain: Int) -> [Int] {
    let gpus = gpus(inDomain: domain)
    let taken = Set(unavailable.filter(gpus.contains))
    return gpus.filter { !taken.contains($0) }
  }

  /// The number of available GPUs of each domain.
  public var availableGPUsPerDomain: [Int] {
    var counts = Array(repeating: gpusPerDomain, count: domainCount)
    for gpu in unavailable { counts[domain(of: gpu)] -= 1 }
    return counts
  }

  /// HBM of the GPUs that may be used.
  public var availableMemory: Bytes { Double(availableGPUCount) * accelerator.memory }

  /// The unavailable places, whole racks and nodes as one: "rack 3", "rack 4, node 0", "rack 4, node 1, gpu 5".
  public var unavailablePlaces: [String] {
    var places: [String] = []
    var index = 0
    while index < unavailable.count {
      let first = location(of: unavailable[index])
      if isUnavailable(gpusPerRack, at: index) {
        places.append("rack \(first.rack)")
        index += gpusPerRack
      } else if isUnavailable(gpusPerNode, at: index) {
        places.append(first.host ?? "rack \(first.rack), node \(first.node)")
        index += gpusPerNode
      } else {
        places.append(first.name)
        index += 1
      }
    }
    return places
  }

  /// Whether a whole unit of `unit` GPUs begins at an index of `unavailable`.
  private func isUnavailable(_ unit: Int, at index: Int) -> Bool {
    let first = unavailable[index]
    let last = index + unit - 1
    return first % unit == 0 && last < unavailable.count && unavailable[last] == first + unit - 1
  }
}

/// The place of a GPU in a pool. All numbers count from 0.
public struct GPULocation: Sendable, Hashable {
  /// Number in the pool.
  public let gpu: Int
  /// Number of the rack in the pool.
  public let rack: Int
  /// Number of the node in its rack.
  public let node: Int
  /// Number of the GPU in its node.
  public let index: Int
  /// Number of the scale-up domain in the pool.
  public let domain: Int
  /// Name of the node, where the cluster's file gives names.
  public let host: String?

  /// The place in words: "rack 3, node 2, gpu 1", or "node017, gpu 1" where hosts have names. Cluster files accept it.
  public var name: String {
    host.map { "\($0), gpu \(index)" } ?? "rack \(rack), node \(node), gpu \(index)"
  }
}

/// A level at which two GPUs of a pool meet; a lower one is nearer.
public enum NetworkLevel: Sendable, Hashable, Comparable {
  /// Inside a scale-up domain.
  case scaleUp
  /// A switch group of the tier of this index in `Pool.tiers`.
  case tier(Int)

  /// Scale-up is below every tier; tiers are in their order.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .scaleUp: -1
    case .tier(let index): index
    }
  }
}

extension Pool {
  /// The place of a GPU.
  /// - Parameter gpu: The number of the GPU in the pool, from 0 to `gpuCount` - 1.
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

  /// Bandwidth per GPU, one way, when all GPUs send across a level at once. Traffic across a tier crosses all tiers
  /// below it.
  public func effectiveBandwidth(at level: NetworkLevel) -> Bandwidth {
    guard case .tier(let highest) = level else { return scaleUp.bandwidth }
    let crossed = tiers.prefix(highest + 1).map(\.effectiveBandwidth)
    return crossed.reduce(Bandwidth(.infinity)) { Swift.min($0, $1) }
  }

  /// Bandwidth of a GPU inside its domain divided by that out of it, each when sending alone; `nil` without a network.
  public var upToOutRatio: Double? { tiers.first.map { scaleUp.bandwidth / $0.bandwidth } }
}

extension Pool {
  /// The word for a scale-up domain: "rack", "node", or "domain" where it is neither.
  public var domainNoun: String {
    gpusPerDomain == gpusPerRack ? "rack" : gpusPerDomain == gpusPerNode ? "node" : "domain"
  }

  /// The names of the nodes that contain the GPUs, in order; `nil` where no node has a name.
  public func hostNames(ofGPUs gpus: [Int]) -> [String]? {
    guard !hosts.isEmpty else { return nil }
    return Set(gpus.map { $0 / gpusPerNode }).sorted().filter { $0 < hosts.count }.map { hosts[$0] }
  }
}

extension Cluster {
  /// Indices of the pools that have a GPU to use: of others, all are unavailable.
  public var usablePools: [Int] { pools.indices.filter { pools[$0].availableGPUCount > 0 } }
}
