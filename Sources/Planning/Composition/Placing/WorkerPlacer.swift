import Composition
import Topology

/// Puts workers into domains: prefill beside the decode that it hands its caches to, workers of the same kind apart.
struct WorkerPlacer: Sendable {
  let request: ClusterRequest
  /// Whether workers of a line are kept apart even where that lengthens the way of caches.
  let spreads: Bool
  /// Units that fail together, as domains of a pool; for spreading.
  let domainsPerUnit: [Int]

  /// More choices than this are not weighed: workers then go to the first domain with room.
  private static let mostChoices = 400_000_000

  /// - Parameters:
  ///   - counts: For each worker of the request.
  ///   - free: For each pool the GPUs of each domain that may be used.
  ///   - contents: For each pool what the program put into its domains.
  /// - Returns: The workers that have a place; all of them, but for those across domains whose group is full.
  func sites(_ counts: [Int], free: [[Int]], contents: [[DomainContents]]) -> [WorkerSite] {
    request.cluster.pools.indices.flatMap { pool in
      var filling = PoolFilling(pool: request.cluster.pools[pool], free: free[pool], contents: contents[pool])
      return sites(counts, pool, &filling)
    }
  }

  private func sites(_ counts: [Int], _ poolIndex: Int, _ filling: inout PoolFilling) -> [WorkerSite] {
    let pool = request.cluster.pools[poolIndex]
    let kinds = counts.indices.filter { counts[$0] > 0 && request.workers[$0].poolIndex == poolIndex }
    var affinity = LineAffinity(
      models: request.models.count, pool: pool, free: filling.free,
      gpus: kinds.reduce(0) { $0 + counts[$1] * request.workers[$1].footprint.gpus },
      domainsPerUnit: domainsPerUnit[poolIndex])
    let weighs = kinds.reduce(0) { $0 + counts[$1] } * pool.domainCount <= Self.mostChoices
    var sites: [WorkerSite] = []
    for kind in order(kinds) {
      var first = 0
      for _ in 0..<counts[kind] {
        let worker = request.workers[kind]
        let domains =
          worker.footprint.domains > 1
          ? insideUnit(worker, pool, filling, affinity)
            ?? group(worker, pool, filling)
          : domain(worker, &first, filling, affinity, weighs: weighs).map { [$0] }
        guard let domains else { break }
        let gpus = domains.flatMap { filling.take(worker.footprint.gpusPerDomain, $0) }
        for domain in domains { affinity.add(worker, domain, share: 1 / Double(domains.count)) }
        sites.append(WorkerSite(kind: kind, poolIndex: poolIndex, domains: domains, gpus: gpus))
      }
    }
    return sites
  }

  /// The largest pieces first, of these the ones across domains; then by model, decode before prefill.
  private func order(_ kinds: [Int]) -> [Int] {
    func key(_ kind: Int) -> [Int] {
      let worker = request.workers[kind]
      return [
        -worker.footprint.gpusPerDomain, -worker.footprint.domains, worker.model, worker.role == .decode ? 0 : 1, kind,
      ]
    }
    return kinds.sorted { key($0).lexicographicallyPrecedes(key($1)) }
  }

  private func domain(
    _ worker: OfferedWorker, _ first: inout Int, _ filling: PoolFilling, _ affinity: LineAffinity, weighs: Bool
  ) -> Int? {
    let size = worker.footprint.gpusPerDomain
    let domains = filling.open.indices
    guard weighs else {
      while first < domains.count, !filling.holds(size, first) { first += 1 }
      return first < domains.count ? first : nil
    }
    var best: (domain: Int, rank: SiteRank)?
    for domain in domains where filling.holds(size, domain) {
      let rank = affinity.rank(worker, domain, leftover: filling.leftover(size, domain), spreads: spreads)
      if let best, best.rank <= rank { continue }
      best = (domain, rank)
    }
    return best?.domain
  }

  /// Domains of one unit that fails together, where workers are to be kept apart: that of the units with room which loses
  /// least of the worker's model.
  private func insideUnit(_ worker: OfferedWorker, _ pool: Pool, _ filling: PoolFilling, _ affinity: LineAffinity)
    -> [Int]?
  {
    let (count, size) = (worker.footprint.domains, worker.footprint.gpusPerDomain)
    let length = domainsPerUnit[worker.poolIndex]
    guard spreads, length >= count else { return nil }
    var best: (domains: [Int], rank: SiteRank)?
    for start in stride(from: 0, to: pool.domainCount, by: length) {
      let able = (start..<min(start + length, pool.domainCount)).filter { filling.holds(size, $0) }.prefix(count)
      guard able.count == count, Self.meet(Array(able), pool, count) else { continue }
      let rank = affinity.rank(worker, able[able.startIndex], leftover: 0, spreads: true)
      if let best, best.rank <= rank { continue }
      best = (Array(able), rank)
    }
    return best?.domains
  }

  /// Whether domains lie in one group of the lowest tier that can hold so many.
  private static func meet(_ domains: [Int], _ pool: Pool, _ count: Int) -> Bool {
    let groups = pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) }
    guard let length = groups.first(where: { $0 >= count }) ?? groups.last else { return false }
    return Set(domains.map { $0 / length }).count == 1
  }

  /// The first domains with room inside one group of the lowest tier that can hold so many. A rate that a table gave says
  /// nothing of tiers, so that such a worker may also lie in a larger group.
  private func group(_ worker: OfferedWorker, _ pool: Pool, _ filling: PoolFilling) -> [Int]? {
    let (count, size) = (worker.footprint.domains, worker.footprint.gpusPerDomain)
    let groups = (pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) } + [pool.domainCount])
      .filter { $0 >= count }
    for length in worker.degrees == nil ? groups : Array(groups.prefix(1)) {
      for start in stride(from: 0, to: pool.domainCount, by: length) {
        let able = (start..<min(start + length, pool.domainCount)).lazy.filter { filling.holds(size, $0) }
        let domains = Array(able.prefix(count))
        if domains.count == count { return domains }
      }
    }
    return nil
  }
}
