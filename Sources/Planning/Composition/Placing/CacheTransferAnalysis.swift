import Plans
import Topology

/// Which levels of the network the caches of each model cross, when every prefill worker works at the same share of its
/// rate, every decode worker too, and each cache goes to the nearest decode that has room: what is matched inside a group
/// stays there, the rest goes up.
struct CacheTransferAnalysis: Sendable {
  let request: ClusterRequest
  let sites: [WorkerSite]

  private typealias Rates = (prefill: Double, decode: Double)

  func transfers() -> [CacheTransfers] {
    request.models.indices.compactMap { model in
      let sites = sites.filter { request.workers[$0.kind].model == model && request.workers[$0.kind].role != .mixed }
      return sites.isEmpty ? nil : transfers(model, sites)
    }
  }

  private func transfers(_ model: Int, _ sites: [WorkerSite]) -> CacheTransfers? {
    let islands = request.islands
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
      model: request.models[model].name, requestsPerSecond: total.prefill,
      levels: order.compactMap { name in
        let share = (shares[name] ?? 0) / total.prefill
        return share > 1e-9 ? CacheTransfers.Level(level: name, share: min(1, share)) : nil
      }, leastShareLeaving: canShareDomain(sites) ? 0 : 1)
  }

  private func sum(_ sites: [WorkerSite]) -> Rates {
    sites.reduce((0, 0)) { sum, site in
      let worker = request.workers[site.kind]
      return worker.role == .prefill
        ? (sum.0 + worker.requestsPerSecond, sum.1) : (sum.0, sum.1 + worker.requestsPerSecond)
    }
  }

  /// For each level, from domains to the whole pool, what is matched inside of its groups over all pools.
  private func levels(_ sites: [WorkerSite], scale: Rates) -> [(name: String, matched: Double)] {
    let tiers = request.cluster.pools.map { pool in
      [(name: "scale-up", gpus: pool.gpusPerDomain)]
        + pool.tiers.map { (name: $0.name, gpus: max($0.gpusPerGroup, pool.gpusPerDomain)) }
    }
    let depth = tiers.map(\.count).max() ?? 0
    return (0..<depth).map { depth in
      var rates: [[Int]: Rates] = [:]
      for site in sites {
        let level = tiers[site.poolIndex][min(depth, tiers[site.poolIndex].count - 1)]
        let worker = request.workers[site.kind]
        let rate = worker.requestsPerSecond / Double(site.gpus.count)
        for gpu in site.gpus {
          let key = [site.poolIndex, gpu / level.gpus]
          let old = rates[key] ?? (0, 0)
          rates[key] = worker.role == .prefill ? (old.0 + rate * scale.0, old.1) : (old.0, old.1 + rate * scale.1)
        }
      }
      let name = tiers.first { $0.count > depth }?[depth].name ?? "scale-up"
      return (
        name, rates.sorted { $0.key.lexicographicallyPrecedes($1.key) }.reduce(0) { $0 + min($1.value.0, $1.value.1) }
      )
    }
  }

  /// Whether some prefill worker and some decode worker fit one domain.
  private func canShareDomain(_ sites: [WorkerSite]) -> Bool {
    request.cluster.pools.indices.contains { pool in
      func least(_ role: WorkerRole) -> Int? {
        sites.filter { $0.poolIndex == pool && request.workers[$0.kind].role == role }
          .map { request.workers[$0.kind].footprint.gpusPerDomain }.min()
      }
      guard let prefill = least(.prefill), let decode = least(.decode) else { return false }
      return prefill + decode <= (request.cluster.pools[pool].availableGPUsPerDomain.max() ?? 0)
    }
  }
}
