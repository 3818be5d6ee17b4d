import Plans
import Topology

/// What the workers that have a place mean for the next one: how much prefill and decode of each model is in each domain,
/// in each group of the lowest tier, and in each unit that fails together.
struct LineAffinity: Sendable {
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
