import Clusters
import Costing
import Models
import Plans

/// The service of a plan's workers together.
public struct ClusterService: Sendable {
  let plan: ClusterPlan
  let cluster: Cluster

  public init(plan: ClusterPlan, cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
  }

  /// The number of workers of each kind.
  public var all: [Int] { plan.composition.workers.map(\.count) }

  /// The requests per second that given numbers of workers serve, for each model. Prefill and decode combine within
  /// pools that have a network between them.
  public func served(_ counts: [Int]) -> [Double] {
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

  /// The cost per hour of some kinds.
  func costPerHour(_ kinds: [ComposedWorkers]) -> Double? {
    let prices = Dictionary(
      cluster.pools.compactMap { pool in pool.price.map { (pool.name, $0.value * 3600) } }, uniquingKeysWith: { $1 })
    guard prices.count == cluster.pools.count else { return nil }
    return kinds.reduce(0) { $0 + Double($1.count * $1.gpus) * (prices[$1.pool] ?? 0) }
  }
}

/// The inputs of a cluster plan, read again, with their digests.
public struct ClusterVerifierInputs: Sendable {
  /// The cluster.
  public var cluster: Cluster
  /// The calibration, where rates follow from it.
  public var calibration: Calibration?
  /// The table of worker rates, where the plan used one.
  public var workers: WorkerTable?
  /// The models of the plan in the formats served; `nil` where a table has the rates.
  public var models: [ModelArchitecture?]
  /// The current content of the workload file; `nil` where none was given.
  public var workloads: [ServedModel]?
  /// The SHA-256 of the current content by input: "cluster", "calibration", "workers", "workload", "models[0]".
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
