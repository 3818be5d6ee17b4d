import Clusters
import Plans

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
    request.cluster.pools.indices.flatMap { sites(counts, $0, free: free[$0], contents: contents[$0]) }
  }

  private func sites(_ counts: [Int], _ poolIndex: Int, free: [Int], contents: [DomainContents]) -> [WorkerSite] {
    let pool = request.cluster.pools[poolIndex]
    let kinds = counts.indices.filter { counts[$0] > 0 && request.workers[$0].poolIndex == poolIndex }
    var affinity = LineAffinity(
      models: request.models.count, pool: pool, free: free,
      gpus: kinds.reduce(0) { $0 + counts[$1] * request.workers[$1].footprint.gpus },
      domainsPerUnit: domainsPerUnit[poolIndex])
    let wide = wideSites(counts, order(kinds.filter(isWide)), pool, free, affinity)
    for site in wide {
      for domain in site.domains {
        affinity.add(request.workers[site.kind], domain, share: 1 / Double(site.domains.count))
      }
    }
    var filling = PoolFilling(pool: pool, free: free, contents: contents, wide: pieces(wide))
    var sites = wide.map { site in
      let size = request.workers[site.kind].footprint.gpusPerDomain
      return WorkerSite(
        kind: site.kind, poolIndex: poolIndex, domains: site.domains.sorted(),
        gpus: site.domains.sorted().flatMap { filling.take(size, $0) })
    }
    let weighs = kinds.reduce(0) { $0 + counts[$1] } * pool.domainCount <= Self.mostChoices
    for kind in order(kinds.filter { !isWide($0) }) {
      var first = 0
      let worker = request.workers[kind]
      for _ in 0..<counts[kind] {
        guard let domain = domain(worker, &first, filling, affinity, weighs: weighs) else { break }
        affinity.add(worker, domain, share: 1)
        sites.append(
          WorkerSite(
            kind: kind, poolIndex: poolIndex, domains: [domain],
            gpus: filling.take(worker.footprint.gpusPerDomain, domain)))
      }
    }
    return sites
  }

  private func isWide(_ kind: Int) -> Bool { request.workers[kind].footprint.domains > 1 }

  /// Workers across domains come first, those of most domains before others, while groups are whole: each into the first
  /// group with room, and where that leaves some without a place, one group after the other.
  private func wideSites(
    _ counts: [Int], _ kinds: [Int], _ pool: Pool, _ free: [Int], _ affinity: LineAffinity
  ) -> [(kind: Int, domains: [Int])] {
    var affinity = affinity
    let empty = GroupFilling(pool: pool, free: free)
    var groups = empty
    var sites: [(kind: Int, domains: [Int])] = []
    for kind in kinds {
      let worker = request.workers[kind]
      for _ in 0..<counts[kind] {
        let domains = insideUnit(worker, pool, groups, affinity) ?? groups.domains(worker)
        guard let domains else { break }
        groups.take(worker.footprint.gpusPerDomain, domains)
        for domain in domains { affinity.add(worker, domain, share: 1 / Double(domains.count)) }
        sites.append((kind, domains))
      }
    }
    guard sites.count < kinds.reduce(0, { $0 + counts[$1] }), !spreads else { return sites }
    var fuller = empty
    let filled = fuller.fill(kinds.map { ($0, request.workers[$0], counts[$0]) })
    return filled.count > sites.count ? filled : sites
  }

  /// For each domain the pieces of workers across domains that lie in it.
  private func pieces(_ wide: [(kind: Int, domains: [Int])]) -> [Int: [Int]] {
    wide.reduce(into: [:]) { pieces, site in
      for domain in site.domains {
        pieces[domain, default: []].append(request.workers[site.kind].footprint.gpusPerDomain)
      }
    }
  }

  /// Of the most domains first, then the largest pieces; then by model, decode before prefill.
  private func order(_ kinds: [Int]) -> [Int] {
    func key(_ kind: Int) -> [Int] {
      let worker = request.workers[kind]
      return [
        -worker.footprint.domains, -worker.footprint.gpusPerDomain, worker.model, worker.role == .decode ? 0 : 1, kind,
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
  private func insideUnit(
    _ worker: OfferedWorker, _ pool: Pool, _ groups: GroupFilling, _ affinity: LineAffinity
  ) -> [Int]? {
    let (count, size) = (worker.footprint.domains, worker.footprint.gpusPerDomain)
    let length = domainsPerUnit[worker.poolIndex]
    guard spreads, length >= count else { return nil }
    var best: (domains: [Int], rank: SiteRank)?
    for start in stride(from: 0, to: pool.domainCount, by: length) {
      let able = (start..<min(start + length, pool.domainCount)).filter { groups.holds(size, $0) }.prefix(count)
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
}

/// What the workers that have a place mean for the next one: how much prefill and decode of each model is in each domain,
/// in each group of the lowest tier, and in each unit that fails together.
private struct LineAffinity: Sendable {
  private let domainsPerGroup: Int
  private let domainsPerUnit: Int
  private let domainCount: Int
  /// The first domains, as many as could hold all workers: others stay empty where they can.
  private let window: Int
  /// By model, then by place.
  private var domains: [Rates]
  private var groups: [Rates]
  private var units: [Rates]

  private struct Rates {
    var prefill = 0.0
    var decode = 0.0
  }

  /// - Parameters:
  ///   - models: How many there are.
  ///   - pool: Where workers go.
  ///   - free: GPUs of each of its domains that may be used.
  ///   - gpus: Of all workers that are to be there.
  ///   - domainsPerUnit: Domains that fail together.
  init(models: Int, pool: Pool, free: [Int], gpus: Int, domainsPerUnit: Int) {
    var left = gpus
    window =
      free.firstIndex { count in
        left -= count
        return left <= 0
      }.map { $0 + 1 } ?? free.count
    domainCount = pool.domainCount
    domainsPerGroup = pool.tiers.first.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) } ?? pool.domainCount
    self.domainsPerUnit = max(1, domainsPerUnit)
    // As many places of each kind as domains: more than there are, and indices stay simple.
    domains = Array(repeating: Rates(), count: models * domainCount)
    groups = domains
    units = domains
  }

  private func domain(_ model: Int, _ domain: Int) -> Int { model * domainCount + domain }
  private func group(_ model: Int, _ domain: Int) -> Int { model * domainCount + domain / domainsPerGroup }
  private func unit(_ model: Int, _ domain: Int) -> Int { model * domainCount + domain / domainsPerUnit }

  mutating func add(_ worker: OfferedWorker, _ place: Int, share: Double) {
    let rate = worker.requestsPerSecond * share
    func add(_ rates: inout Rates) {
      if worker.role != .decode { rates.prefill += rate }
      if worker.role != .prefill { rates.decode += rate }
    }
    add(&domains[domain(worker.model, place)])
    add(&groups[group(worker.model, place)])
    add(&units[unit(worker.model, place)])
  }

  /// - Parameters:
  ///   - leftover: Open GPUs that the worker would leave in the domain.
  ///   - spreads: Whether workers of a model are kept apart, so that a failure takes little of it.
  func rank(_ worker: OfferedWorker, _ place: Int, leftover: Int, spreads: Bool) -> SiteRank {
    let (near, around) = (domains[domain(worker.model, place)], groups[group(worker.model, place)])
    return SiteRank(
      atRisk: spreads ? same(worker, units[unit(worker.model, place)]) : 0,
      isNew: spreads || place < window ? 0 : 1, unmatchedInDomain: -matched(worker, near),
      unmatchedInGroup: -matched(worker, around), sameInGroup: same(worker, around), sameInDomain: same(worker, near),
      leftover: Double(leftover))
  }

  /// What a worker's side of its model has there already.
  private func same(_ worker: OfferedWorker, _ rates: Rates) -> Double {
    switch worker.role {
    case .prefill: rates.prefill
    case .decode: rates.decode
    case .mixed: max(rates.prefill, rates.decode)
    }
  }

  /// What of its rate finds the other side there; a worker that does both had better leave the room to others.
  private func matched(_ worker: OfferedWorker, _ rates: Rates) -> Double {
    switch worker.role {
    case .prefill: min(worker.requestsPerSecond, max(0, rates.decode - rates.prefill))
    case .decode: min(worker.requestsPerSecond, max(0, rates.prefill - rates.decode))
    case .mixed: -(rates.prefill - rates.decode).magnitude
    }
  }
}
