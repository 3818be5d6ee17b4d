/// What may fail without a demand being missed.
public struct SpareRule: Codable, Sendable, Hashable {
  /// What fails: any one of these at a time.
  public enum Unit: String, Codable, Sendable, CaseIterable {
    case gpu
    case node
    case rack
  }

  /// What becomes of the workers that had a GPU in it.
  public enum Mode: String, Codable, Sendable, CaseIterable {
    /// They are gone; the others serve the demand.
    case survivors
    /// They start again where GPUs are free.
    case restart
  }

  /// What fails.
  public var unit: Unit
  /// What happens then.
  public var mode: Mode

  public init(unit: Unit, mode: Mode = .survivors) {
    self.unit = unit
    self.mode = mode
  }
}

/// Where the workers of a cluster are, and what that means for the caches that prefill hands over to decode.
public struct ClusterPlacement: Codable, Sendable, Equatable {
  /// Every worker: kinds in the order of `composition.workers`, and each kind counted from 0.
  public var workers: [PlacedWorker]
  /// GPUs that could be used and are not.
  public var idleGPUs: Int
  /// For each model that has prefill apart from decode, the network that its caches cross.
  public var transfers: [CacheTransfers]

  public init(workers: [PlacedWorker], idleGPUs: Int, transfers: [CacheTransfers]) {
    self.workers = workers
    self.idleGPUs = idleGPUs
    self.transfers = transfers
  }
}

/// A worker and its GPUs.
public struct PlacedWorker: Codable, Sendable, Equatable {
  /// Its kind, as an index of `composition.workers`.
  public var kind: Int
  /// Its number among those of its kind.
  public var number: Int
  /// Scale-up domains of its pool, ascending.
  public var domains: [Int]
  /// Its GPUs as runs of numbers in the pool, first and last, in the order of its ranks.
  public var gpus: [[Int]]
  /// Names of its nodes, where the cluster's file gives them.
  public var hosts: [String]?

  public init(kind: Int, number: Int, domains: [Int], gpus: [[Int]], hosts: [String]? = nil) {
    self.kind = kind
    self.number = number
    self.domains = domains
    self.gpus = gpus
    self.hosts = hosts
  }

  /// The GPUs of runs, in their order. Of a file that has more than any pool the first are enough: it does not hold anyhow.
  public static func numbers(_ runs: [[Int]]) -> [Int] {
    runs.reduce(into: []) { numbers, run in
      guard run.count == 2, run[0] >= 0, run[0] <= run[1], numbers.count < most else { return }
      numbers += run[0]...min(run[1], run[0] + most)
    }
  }

  private static let most = 1 << 20

  /// GPUs as runs of numbers, in the order given.
  public static func runs(_ gpus: [Int]) -> [[Int]] {
    gpus.reduce(into: [[Int]]()) { runs, gpu in
      if let last = runs.last, last[1] + 1 == gpu { runs[runs.count - 1][1] = gpu } else { runs.append([gpu, gpu]) }
    }
  }
}

/// What is left after the worst failure of those that were asked about.
public struct SpareCapacity: Codable, Sendable, Equatable {
  /// What fails and what happens then.
  public var rule: SpareRule
  /// The unit whose failure costs most: "pool gb200, rack 3".
  public var worstUnit: String
  /// Workers that it stops.
  public var workersLost: Int
  /// Of those, how many start again.
  public var workersRestarted: Int
  /// For each model the fewest requests per second that are served after any failure.
  public var servedRequestsPerSecond: [Double]

  public init(
    rule: SpareRule, worstUnit: String, workersLost: Int, workersRestarted: Int, servedRequestsPerSecond: [Double]
  ) {
    self.rule = rule
    self.worstUnit = worstUnit
    self.workersLost = workersLost
    self.workersRestarted = workersRestarted
    self.servedRequestsPerSecond = servedRequestsPerSecond
  }
}
