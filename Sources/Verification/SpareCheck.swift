import Clusters
import Plans
import Quantities

/// Checks that the plan serves its claimed capacity after every failure.
struct SpareCheck: Sendable {
  private let plan: ClusterPlan
  private let cluster: Cluster
  private let service: ClusterService
  private let pools: [Pool]
  private static let tolerance = 1e-6

  init(_ plan: ClusterPlan, cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
    service = ClusterService(plan: plan, cluster: cluster)
    pools = plan.composition.workers.compactMap { kind in cluster.pools.first { $0.name == kind.pool } }
  }

  var findings: [Finding] {
    guard let spare = plan.composition.spare else {
      return plan.inputs.spare == nil
        ? [] : [Finding(id: .missingSpare, key: "composition.spare", claimed: "none", actual: "what was asked about")]
    }
    guard let rule = plan.inputs.spare, spare.rule == rule else {
      return [
        Finding(
          id: .spareWrong, key: "composition.spare.rule", claimed: "\(spare.rule)",
          actual: plan.inputs.spare.map { "\($0)" } ?? "none")
      ]
    }
    return FieldComparison(id: { _ in .spareWrong }, tolerance: Self.tolerance)
      .findings("composition.spare", claimed: spare, actual: capacity(rule))
  }

  /// The capacity after the worst failure.
  func capacity(_ rule: SpareRule) -> SpareCapacity {
    let demands = plan.inputs.models.map { $0.requestsPerSecond ?? 1 }
    var least = service.served(service.all)
    var worst: (ratio: Double, name: String, lost: Int, restarted: Int)?
    for (unit, stopped) in failures(rule.unit).sorted(by: { $0.key < $1.key }) {
      var counts = service.all
      for worker in stopped { counts[plan.placement.workers[worker].kind] -= 1 }
      let again = rule.mode == .restart ? restarted(stopped, unit, rule.unit) : []
      for worker in again { counts[plan.placement.workers[worker].kind] += 1 }
      let served = service.served(counts)
      least = zip(least, served).map { min($0, $1) }
      let ratio = zip(served, demands).map { $0 / $1 }.min() ?? 0
      if ratio < worst?.ratio ?? .infinity { worst = (ratio, name(unit, rule.unit), stopped.count, again.count) }
    }
    return SpareCapacity(
      rule: rule, worstUnit: worst?.name ?? "none", workersLost: worst?.lost ?? 0,
      workersRestarted: worst?.restarted ?? 0, servedRequestsPerSecond: least)
  }

  /// A unit of a pool, by its number.
  private struct Unit: Hashable, Comparable {
    let poolIndex: Int
    let pool: String
    let number: Int

    static func < (left: Self, right: Self) -> Bool {
      (left.poolIndex, left.number) < (right.poolIndex, right.number)
    }
  }

  /// The name of the unit for people: "pool gb200, rack 3".
  private func name(_ unit: Unit, _ kind: SpareRule.Unit) -> String {
    let pool = cluster.pools[unit.poolIndex]
    let location = pool.location(of: unit.number * size(kind, pool))
    let place: String
    switch kind {
    case .gpu: place = location.name
    case .node: place = location.host ?? "rack \(location.rack), node \(location.node)"
    case .rack: place = "rack \(location.rack)"
    }
    return "pool \(pool.name), \(place)"
  }

  private func size(_ unit: SpareRule.Unit, _ pool: Pool) -> Int {
    switch unit {
    case .gpu: 1
    case .node: pool.gpusPerNode
    case .rack: pool.gpusPerRack
    }
  }

  /// The workers that each unit's failure stops.
  private func failures(_ unit: SpareRule.Unit) -> [Unit: [Int]] {
    var stopped: [Unit: [Int]] = [:]
    for (index, worker) in plan.placement.workers.enumerated() {
      let pool = pools[worker.kind]
      let numbers = Set(worker.gpus.flatMap { Array($0[0]...$0[1]) }.map { $0 / size(unit, pool) })
      for number in unit == .gpu ? [numbers.min() ?? 0] : numbers.sorted() {
        let poolIndex = cluster.pools.firstIndex { $0.name == pool.name } ?? 0
        stopped[Unit(poolIndex: poolIndex, pool: pool.name, number: number), default: []].append(index)
      }
    }
    return stopped
  }

  /// The workers that find room again, the largest first, each in the fullest domains that hold it.
  private func restarted(_ stopped: [Int], _ unit: Unit, _ kind: SpareRule.Unit) -> [Int] {
    var free = Dictionary(uniqueKeysWithValues: cluster.pools.map { ($0.name, freeGPUs($0, stopped, unit, kind)) })
    let order = stopped.sorted { left, right in
      (gpus(right), left) < (gpus(left), right)
    }
    return order.filter { index in
      let worker = plan.composition.workers[plan.placement.workers[index].kind]
      let pool = pools[plan.placement.workers[index].kind]
      return take(worker, pool, &free[pool.name, default: []])
    }
  }

  private func gpus(_ worker: Int) -> Int { plan.composition.workers[plan.placement.workers[worker].kind].gpus }

  private func freeGPUs(_ pool: Pool, _ stopped: [Int], _ unit: Unit, _ kind: SpareRule.Unit) -> [Int] {
    var taken = Set(pool.unavailable)
    if unit.pool == pool.name {
      let size = size(kind, pool)
      taken.formUnion(unit.number * size..<(unit.number + 1) * size)
    }
    let gone = Set(stopped)
    for (index, worker) in plan.placement.workers.enumerated()
    where !gone.contains(index) && pools[worker.kind].name == pool.name {
      for run in worker.gpus { taken.formUnion(run[0]...run[1]) }
    }
    return (0..<pool.domainCount).map { domain in pool.gpus(inDomain: domain).count { !taken.contains($0) } }
  }

  private func take(_ worker: ComposedWorkers, _ pool: Pool, _ free: inout [Int]) -> Bool {
    let count = worker.gpus / worker.gpusPerDomain
    let groups = pool.tiers.map { max(1, $0.gpusPerGroup / pool.gpusPerDomain) }
    let length = count == 1 ? pool.domainCount : groups.first { $0 >= count } ?? pool.domainCount
    for start in stride(from: 0, to: pool.domainCount, by: length) {
      let able = (start..<min(start + length, pool.domainCount)).filter { free[$0] >= worker.gpusPerDomain }
        .sorted { (free[$0], $0) < (free[$1], $1) }
      guard able.count >= count else { continue }
      for domain in able.prefix(count) { free[domain] -= worker.gpusPerDomain }
      return true
    }
    return false
  }
}
