import Clusters

/// Which levels of the network the caches of each model cross, when every prefill worker works at the same share of its
/// rate, every decode worker too, and each cache goes to the nearest decode that has room: what is matched inside a group
/// stays there, the rest goes up.
public struct CacheTransferAnalysis: Sendable {
  private let cluster: Cluster
  private let models: [String]
  private let sites: [Site]

  /// A worker and its GPUs.
  public struct Site: Sendable {
    /// Index of its model.
    public let model: Int
    /// Index of its pool in the cluster.
    public let poolIndex: Int
    /// What it does.
    public let role: WorkerRole
    /// Requests per second that it is counted with.
    public let requestsPerSecond: Double
    /// GPUs in each scale-up domain that it lies in.
    public let gpusPerDomain: Int
    /// Its GPUs, by their numbers in the pool.
    public let gpus: [Int]

    public init(
      model: Int, poolIndex: Int, role: WorkerRole, requestsPerSecond: Double, gpusPerDomain: Int, gpus: [Int]
    ) {
      self.model = model
      self.poolIndex = poolIndex
      self.role = role
      self.requestsPerSecond = requestsPerSecond
      self.gpusPerDomain = gpusPerDomain
      self.gpus = gpus
    }
  }

  private typealias Rates = (prefill: Double, decode: Double)

  /// - Parameters:
  ///   - cluster: Where.
  ///   - models: Their names among the inputs.
  ///   - sites: Every worker.
  public init(cluster: Cluster, models: [String], sites: [Site]) {
    self.cluster = cluster
    self.models = models
    self.sites = sites
  }

  /// Of every model that has prefill apart from decode.
  public func transfers() -> [CacheTransfers] {
    models.indices.compactMap { model in
      let sites = sites.filter { $0.model == model && $0.role != .mixed }
      return sites.isEmpty ? nil : transfers(model, sites)
    }
  }

  /// Pools between which caches can be handed over have the same number.
  private var islands: [Int] { cluster.pools.indices.map { cluster.interconnect == nil ? $0 : 0 } }

  private func transfers(_ model: Int, _ sites: [Site]) -> CacheTransfers? {
    let islands = islands
    var total: Rates = (0, 0)
    var shares: [String: Double] = [:]
    var order: [String] = []
    for island in Set(islands).sorted() {
      let members = sites.filter { islands[$0.poolIndex] == island }
      let sums = sum(members)
      let handed = min(sums.prefill, sums.decode)
      guard handed > 0 else { continue }
      total = (total.prefill + handed, total.decode + handed)
      var matched = 0.0
      for level in levels(members, scale: (handed / sums.prefill, handed / sums.decode)) {
        if !order.contains(level.name) { order.append(level.name) }
        shares[level.name, default: 0] += max(0, level.matched - matched)
        matched = max(matched, level.matched)
      }
      if handed - matched > 1e-9 * handed {
        if !order.contains("interconnect") { order.append("interconnect") }
        shares["interconnect", default: 0] += handed - matched
      }
    }
    guard total.prefill > 0 else { return nil }
    return CacheTransfers(
      model: models[model], requestsPerSecond: total.prefill,
      levels: order.compactMap { name in
        let share = (shares[name] ?? 0) / total.prefill
        return share > 1e-9 ? CacheTransfers.Level(level: name, share: min(1, share)) : nil
      }, leastShareLeaving: canShareDomain(sites) ? 0 : 1)
  }

  private func sum(_ sites: [Site]) -> Rates {
    sites.reduce((0, 0)) { sum, site in
      site.role == .prefill
        ? (sum.0 + site.requestsPerSecond, sum.1) : (sum.0, sum.1 + site.requestsPerSecond)
    }
  }

  /// For each level, from domains to the whole pool, what is matched inside of its groups over all pools.
  private func levels(_ sites: [Site], scale: Rates) -> [(name: String, matched: Double)] {
    let tiers = cluster.pools.map { pool in
      [(name: "scale-up", gpus: pool.gpusPerDomain)]
        + pool.tiers.map { (name: $0.name, gpus: max($0.gpusPerGroup, pool.gpusPerDomain)) }
    }
    let depth = tiers.map(\.count).max() ?? 0
    return (0..<depth).map { depth in
      var rates: [[Int]: Rates] = [:]
      for site in sites {
        let level = tiers[site.poolIndex][min(depth, tiers[site.poolIndex].count - 1)]
        let rate = site.requestsPerSecond / Double(site.gpus.count)
        for gpu in site.gpus {
          let key = [site.poolIndex, gpu / level.gpus]
          let old = rates[key] ?? (0, 0)
          rates[key] = site.role == .prefill ? (old.0 + rate * scale.0, old.1) : (old.0, old.1 + rate * scale.1)
        }
      }
      let name = tiers.first { $0.count > depth }?[depth].name ?? "scale-up"
      return (
        name, rates.sorted { $0.key.lexicographicallyPrecedes($1.key) }.reduce(0) { $0 + min($1.value.0, $1.value.1) }
      )
    }
  }

  /// Whether some prefill worker and some decode worker fit one domain.
  private func canShareDomain(_ sites: [Site]) -> Bool {
    cluster.pools.indices.contains { pool in
      func least(_ role: WorkerRole) -> Int? {
        sites.filter { $0.poolIndex == pool && $0.role == role }.map(\.gpusPerDomain).min()
      }
      guard let prefill = least(.prefill), let decode = least(.decode) else { return false }
      return prefill + decode <= (cluster.pools[pool].availableGPUsPerDomain.max() ?? 0)
    }
  }
}
