import Plans
import Quantities
import Topology

/// Whether so much is served after every failure as the plan says.
struct SpareCheck: Sendable {
  private let plan: ClusterPlan
  private let cluster: Cluster
  private let service: ClusterService
  private let pools: [Pool]
  private static let tolerance = 1e-6

  init(_ plan: ClusterPlan, cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
    service = ClusterService(plan, cluster: cluster)
    pools = plan.composition.workers.compactMap { kind in cluster.pools.first { $0.name == kind.pool } }
  }

  var findings: [Finding] {
    guard let spare = plan.composition.spare else {
      return plan.inputs.spare == nil
        ? [] : [Finding(id: "spare-missing", key: "composition.spare", claimed: "none", actual: "what was asked about")]
    }
    guard spare.rule == plan.inputs.spare, spare.servedRequestsPerSecond.count == plan.inputs.models.count else {
      return [
        Finding(
          id: "spare-wrong", key: "composition.spare.rule", claimed: "\(spare.rule)",
          actual: plan.inputs.spare.map { "\($0)" } ?? "none")
      ]
    }
    let least = least(spare.rule)
    return spare.servedRequestsPerSecond.enumerated().compactMap { index, claimed in
      guard claimed > least[index] * (1 + Self.tolerance) else { return nil }
      return Finding(
        id: "spare-wrong", key: "composition.spare.servedRequestsPerSecond[\(index)]",
        claimed: Numerals.significant(claimed, digits: 6), actual: Numerals.significant(least[index], digits: 6))
    }
  }

  private func least(_ rule: SpareRule) -> [Double] {
    var least = service.served(service.all)
    for (unit, stopped) in failures(rule.unit).sorted(by: { $0.key < $1.key }) {
      var counts = service.all
      for worker in stopped { counts[plan.placement.workers[worker].kind] -= 1 }
      if rule.mode == .restart {
        for worker in restarted(stopped, unit, rule.unit) { counts[plan.placement.workers[worker].kind] += 1 }
      }
      least = zip(least, service.served(counts)).map { min($0, $1) }
    }
    return least
  }

  /// A unit of a pool, by its number.
  private struct Unit: Hashable, Comparable {
    let pool: String
    let number: Int

    static func < (left: Self, right: Self) -> Bool { (left.pool, left.number) < (right.pool, right.number) }
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
        stopped[Unit(pool: pool.name, number: number), default: []].append(index)
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
