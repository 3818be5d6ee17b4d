import Clusters
import Quantities

/// The objective of a plan of replicas.
public enum Objective: String, Codable, Sendable, Hashable, CaseIterable {
  /// The most output tokens per second of all GPUs together, within the TPOT target.
  case throughput
  /// GPU-seconds (dollars where prices are known) per output token, within the TPOT target.
  case cost
  /// Time per output token at a given number of sequences in flight.
  case latency
  /// GPUs that serve a demand in tokens per second, within the TPOT target.
  case gpus
}

/// The unit of a plan's objective and bound, which is minimised: for `.throughput` the time in which all replicas
/// together make a token. Dollars where every pool has a price, GPU-seconds otherwise.
public enum ObjectiveUnit: String, Codable, Sendable, CustomStringConvertible {
  case dollarsPerToken = "USD per output token"
  case gpuSecondsPerToken = "GPU-seconds per output token"
  case secondsPerToken = "seconds per output token"
  case secondsPerTokenOfAll = "seconds per output token of all replicas"
  case gpus = "GPUs"

  /// - Parameter pools: All pools of the cluster.
  public init(_ objective: Objective, pools: [Pool]) {
    switch objective {
    case .throughput: self = .secondsPerTokenOfAll
    case .cost: self = pools.allSatisfy { $0.price != nil } ? .dollarsPerToken : .gpuSecondsPerToken
    case .latency: self = .secondsPerToken
    case .gpus: self = .gpus
    }
  }

  /// The amount that a GPU-second of a pool counts in the objective.
  public func price(of pool: Pool) -> Double { self == .dollarsPerToken ? pool.price?.value ?? 1 : 1 }

  public var description: String { rawValue }
}

/// The objective that a plan of a whole cluster optimises.
public enum ClusterObjective: String, Codable, Sendable, Hashable, CaseIterable {
  /// The smallest served/demand of the models, as large as possible; then the total served.
  case served
  /// The dollars per hour of the GPUs that serve the demands; GPUs where a pool has no price.
  case cost
  /// The GPUs that serve the demands.
  case gpus
}

/// The unit of the objective of a whole cluster and of its bound.
public enum ClusterObjectiveUnit: String, Codable, Sendable, CustomStringConvertible {
  case requestsPerSecond = "requests/s"
  case shareOfDemands = "share of every demand"
  case dollarsPerHour = "USD/h"
  case gpus = "GPUs"

  /// Whether more is better: the bound lies above the value.
  public var isMaximised: Bool {
    switch self {
    case .requestsPerSecond, .shareOfDemands: true
    case .dollarsPerHour, .gpus: false
    }
  }

  /// By which share of the value before another is better; negative where it is worse.
  public func improvement(from before: Double, to after: Double) -> Double {
    guard before > 0 else { return 0 }
    return isMaximised ? after / before - 1 : 1 - after / before
  }

  public var description: String { rawValue }
}
