import Costing
import Plans
import Topology

/// Rated workers together with what they were rated for.
public struct WorkerRatesSummary: Sendable {
  /// Every worker and what became of the other layouts.
  public let rates: WorkerRates
  /// How the inputs were named.
  public let names: ServingNames
  /// The pools that workers lie in.
  public let cluster: Cluster
  /// What workers were rated for.
  public let workload: ServedWorkload
  /// The serving runtime; `nil` for any.
  public let runtime: String?

  /// - Parameters: As the properties of the same names.
  public init(
    rates: WorkerRates, names: ServingNames, cluster: Cluster, workload: ServedWorkload, runtime: String?
  ) {
    self.rates = rates
    self.names = names
    self.cluster = cluster
    self.workload = workload
    self.runtime = runtime
  }

  /// Where a worker lies.
  func pool(_ worker: RatedWorker) -> Pool { cluster.pools[worker.poolIndex] }

  /// Roles of a pool with what became of their layouts.
  func counts(poolIndex: Int) -> [(role: WorkerRole, count: RatingCount)] {
    WorkerRole.allCases.map { role in
      (role, rates.counts[WorkerRates.PoolRole(poolIndex: poolIndex, role: role)] ?? RatingCount())
    }
  }
}
