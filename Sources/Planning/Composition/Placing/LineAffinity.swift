import Plans
import Topology

/// What the workers that have a place mean for the next one: how much prefill and decode of each model is in each domain
/// and in each group of the lowest tier.
struct LineAffinity: Sendable {
  private let domainsPerGroup: Int
  private let domainsPerUnit: Int
  /// The first domains, as many as could hold all workers: others stay empty where they can.
  private let window: Int
  private var domains: [Key: (prefill: Double, decode: Double)] = [:]
  private var groups: [Key: (prefill: Double, decode: Double)] = [:]
  private var units: [Key: (prefill: Double, decode: Double)] = [:]

  private struct Key: Hashable {
    let model: Int
    let place: Int
  }

  /// - Parameters:
  ///   - pool: Where workers go.
  ///   - free: GPUs of each of its domains that may be used.
  ///   - gpus: Of all workers that are to be there.
  ///   - domainsPerUnit: Domains that fail together.
  init(pool: Pool, free: [Int], gpus: Int, domainsPerUnit: Int) {
    var left = gpus
    window =
      free.firstIndex { count in
        left -= count
        return left <= 0
      }.map { $0 + 1 } ?? free.count

    domainsPerGroup = pool.tiers.first.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) } ?? pool.domainCount
    self.domainsPerUnit = max(1, domainsPerUnit)
  }

  mutating func add(_ worker: OfferedWorker, _ domain: Int, share: Double) {
    let rate = worker.requestsPerSecond * share
    let added = (prefill: worker.role == .decode ? 0 : rate, decode: worker.role == .prefill ? 0 : rate)
    func add(_ rates: inout [Key: (prefill: Double, decode: Double)], _ place: Int) {
      let key = Key(model: worker.model, place: place)
      let old = rates[key] ?? (0, 0)
      rates[key] = (old.prefill + added.prefill, old.decode + added.decode)
    }
    add(&domains, domain)
    add(&groups, domain / domainsPerGroup)
    add(&units, domain / domainsPerUnit)
  }

  /// The smaller, the better: first what a failure of the unit would take of the model where workers are kept apart, then
  /// domains that need not be begun, then caches that need not leave the domain, or the group, then little of the same in the
  /// group and in the domain, as the other side is to find room there, then little waste.
  func rank(_ worker: OfferedWorker, _ domain: Int, leftover: Int, spreads: Bool) -> [Double] {
    let unit = same(worker, units[Key(model: worker.model, place: domain / domainsPerUnit)])
    let group = groups[Key(model: worker.model, place: domain / domainsPerGroup)]
    let near = matched(worker, domains[Key(model: worker.model, place: domain)])
    return [
      spreads ? unit : 0, spreads || domain < window ? 0 : 1, -near, -matched(worker, group), same(worker, group),
      same(worker, domains[Key(model: worker.model, place: domain)]), Double(leftover),
    ]
  }

  /// What a worker's side of its model has there already.
  private func same(_ worker: OfferedWorker, _ rates: (prefill: Double, decode: Double)?) -> Double {
    guard let rates else { return 0 }
    switch worker.role {
    case .prefill: return rates.prefill
    case .decode: return rates.decode
    case .mixed: return max(rates.prefill, rates.decode)
    }
  }

  /// What of its rate finds the other side there; a worker that does both had better leave the room to others.
  private func matched(_ worker: OfferedWorker, _ rates: (prefill: Double, decode: Double)?) -> Double {
    guard let rates else { return 0 }
    switch worker.role {
    case .prefill: return min(worker.requestsPerSecond, max(0, rates.decode - rates.prefill))
    case .decode: return min(worker.requestsPerSecond, max(0, rates.prefill - rates.decode))
    case .mixed: return -(rates.prefill - rates.decode).magnitude
    }
  }
}
