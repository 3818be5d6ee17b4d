import Topology

/// The workers that can be had for a model, and what each of them serves.
public struct WorkerRates: Sendable {
  /// The best of each pool, role and footprint, in this order.
  public let workers: [RatedWorker]
  /// What became of all layouts, by pool and role.
  public let counts: [PoolRole: RatingCount]
  /// Seconds from prefill on a pool, by its index, to the slowest decode worker that is offered; part of every TTFT of a
  /// prefill worker of the pool. No entry for a pool from which nobody takes caches.
  public let handovers: [Int: Double]
  /// Whether prefill on one pool can hand over to decode on another. Where it cannot, each pool's prefill has to be met by
  /// decode of the same pool.
  public let crossesPools: Bool

  /// - Parameters: As the properties of the same names.
  public init(
    workers: [RatedWorker], counts: [PoolRole: RatingCount], handovers: [Int: Double], crossesPools: Bool
  ) {
    self.workers = workers
    self.counts = counts
    self.handovers = handovers
    self.crossesPools = crossesPools
  }

  /// A pool, by its index, and a role.
  public struct PoolRole: Sendable, Hashable, Comparable {
    /// Index in the cluster.
    public let poolIndex: Int
    /// What workers do.
    public let role: WorkerRole

    /// - Parameters: As the properties of the same names.
    public init(poolIndex: Int, role: WorkerRole) {
      self.poolIndex = poolIndex
      self.role = role
    }

    /// By pool, then in the order of roles.
    public static func < (left: Self, right: Self) -> Bool {
      (left.poolIndex, left.order) < (right.poolIndex, right.order)
    }

    private var order: Int { WorkerRole.allCases.firstIndex(of: role) ?? 0 }
  }

  /// Layouts that were looked at, over all pools and roles.
  public var layoutCount: Int { counts.values.reduce(0) { $0 + $1.layouts } }

  /// The workers of a pool with a role.
  public func workers(poolIndex: Int, role: WorkerRole) -> [RatedWorker] {
    workers.filter { $0.poolIndex == poolIndex && $0.role == role }
  }
}
