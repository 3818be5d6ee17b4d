import Clusters
import Costing

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

/// One worker and the most that it serves for ever while it meets the targets and fits its HBM.
public struct RatedWorker: Sendable, Hashable {
  /// What it does for a request.
  public let role: WorkerRole
  /// Index of its pool in the cluster.
  public let poolIndex: Int
  /// Its degrees and where its GPUs lie.
  public let layout: WorkerLayout
  /// Requests that it finishes.
  public let requestsPerSecond: Double
  /// Mean TTFT in seconds at that rate; `nil` for decode.
  public let timeToFirstToken: Double?
  /// Mean TPOT in seconds at that rate; `nil` for prefill.
  public let timePerOutputToken: Double?
  /// Sequences in decode on each data-parallel rank at that rate; 0 for prefill.
  public let sequencesPerRank: Double
  /// Sequences of mean length that the HBM of a rank holds; for prefill prompts.
  public let sequencesThatFit: Double
  /// Share of its time that prefill works; 0 for decode.
  public let prefillUtilisation: Double
  /// What keeps it from serving more.
  public let limit: RateLimit
  /// The resource that most of a step waits for: of decode, and for prefill of a full step.
  public let boundBy: Resource

  public init(
    role: WorkerRole, poolIndex: Int, layout: WorkerLayout, requestsPerSecond: Double, timeToFirstToken: Double?,
    timePerOutputToken: Double?, sequencesPerRank: Double, sequencesThatFit: Double, prefillUtilisation: Double,
    limit: RateLimit, boundBy: Resource
  ) {
    self.role = role
    self.poolIndex = poolIndex
    self.layout = layout
    self.requestsPerSecond = requestsPerSecond
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.sequencesPerRank = sequencesPerRank
    self.sequencesThatFit = sequencesThatFit
    self.prefillUtilisation = prefillUtilisation
    self.limit = limit
    self.boundBy = boundBy
  }

  /// One worker with these degrees.
  public var group: WorkerGroup { layout.group }
  /// How all of its GPUs lie.
  public var footprint: WorkerFootprint { layout.footprint }
  /// All of its GPUs.
  public var gpus: Int { footprint.gpus }
}

extension WorkerRates {
  /// Whether there are workers that serve the model together: for both at once, or for each where the one reaches the other.
  public var canServe: Bool {
    if workers.contains(where: { $0.role == .mixed }) { return true }
    // Prefill is offered only where decode can be reached.
    return workers.contains { $0.role == .prefill }
  }
}
