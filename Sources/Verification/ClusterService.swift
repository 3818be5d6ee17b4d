import Clusters
import Costing
import Models
import Plans

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

/// The inputs of a plan of a cluster, read again, and digests of what was read.
public struct ClusterVerifierInputs: Sendable {
  /// The cluster.
  public var cluster: Cluster
  /// The calibration, where rates follow from it.
  public var calibration: Calibration?
  /// The table of worker rates, where the plan used one.
  public var workers: WorkerTable?
  /// For each model of the plan, stored as it is served; `nil` where a table has the rates.
  public var models: [ModelArchitecture?]
  /// What the workload file says now; `nil` where none was given.
  public var workloads: [ServedModel]?
  /// SHA-256 of what was read now, by input: "cluster", "calibration", "workers", "workload", "models[0]".
  public var digests: [String: String]

  public init(
    cluster: Cluster, calibration: Calibration?, workers: WorkerTable?, models: [ModelArchitecture?],
    workloads: [ServedModel]? = nil, digests: [String: String]
  ) {
    self.cluster = cluster
    self.calibration = calibration
    self.workers = workers
    self.models = models
    self.workloads = workloads
    self.digests = digests
  }
}
