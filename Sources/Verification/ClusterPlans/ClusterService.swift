import Plans
import Topology

/// What workers of a plan serve together.
struct ClusterService: Sendable {
  private let plan: ClusterPlan
  private let cluster: Cluster

  init(_ plan: ClusterPlan, cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
  }

  /// How many workers of each kind there are.
  var all: [Int] { plan.composition.workers.map(\.count) }

  /// For each model the requests per second that numbers of workers of each kind serve: prefill and decode meet within
  /// pools that have a network between them.
  func served(_ counts: [Int]) -> [Double] {
    let islands = cluster.interconnect == nil ? cluster.pools.map { [$0.name] } : [cluster.pools.map(\.name)]
    return plan.inputs.models.map { model in
      islands.reduce(0) { sum, pools in
        var (prefill, decode) = (0.0, 0.0)
        for (kind, count) in zip(plan.composition.workers, counts)
        where kind.model == model.name && pools.contains(kind.pool) {
          let rate = Double(count) * kind.requestsPerSecond
          if kind.role != .decode { prefill += rate }
          if kind.role != .prefill { decode += rate }
        }
        return sum + min(prefill, decode)
      }
    }
  }

  /// Dollars per hour of the GPUs of all workers; `nil` where a pool has no price.
  var costPerHour: Double? { costPerHour(plan.composition.workers) }

  /// The same of some kinds.
  func costPerHour(_ kinds: [ComposedWorkers]) -> Double? {
    let prices = Dictionary(
      cluster.pools.compactMap { pool in pool.price.map { (pool.name, $0.value * 3600) } }, uniquingKeysWith: { $1 })
    guard prices.count == cluster.pools.count else { return nil }
    return kinds.reduce(0) { $0 + Double($1.count * $1.gpus) * (prices[$1.pool] ?? 0) }
  }
}
