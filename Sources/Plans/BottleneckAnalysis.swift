import Costing
import FoundationEssentials
import Quantities

/// Splits a round into what it waits for, and says what a little more of each is worth.
///
/// The critical path is the slowest stage, m times over, where that bounds the round; else every stage and hop once.
public struct BottleneckAnalysis: Sendable {
  private let cost: ReplicaCost
  private let costs: CostModel

  /// - Parameters:
  ///   - cost: The cost of the replica.
  ///   - costs: The model that it was costed with.
  public init(_ cost: ReplicaCost, costs: CostModel) {
    self.cost = cost
    self.costs = costs
  }

  /// Longest first. Times add up to the round where stages bound it.
  public var bottlenecks: [Bottleneck] {
    let path = criticalPath
    let round = cost.round.time.value
    return Resource.allCases.map { resource in
      let time = path.waiting[resource] ?? 0
      let slack = path.slack[resource] ?? 0
      return Bottleneck(
        resource: resource.rawValue, time: time, share: time / round, slack: slack,
        marginal: time > 0 ? marginal(resource, time: time, round: round) : nil)
    }.filter { $0.time > 0 || $0.slack > 0 }.sorted { ($1.time, $0.resource) < ($0.time, $1.resource) }
  }

  private var criticalPath: (waiting: [Resource: Double], slack: [Resource: Double]) {
    let isBottleneck = cost.round.bottleneck.value >= cost.round.latency.value
    let slowest = cost.stages.indices.max { cost.stages[$0].time.value < cost.stages[$1].time.value } ?? 0
    let stages = isBottleneck ? [cost.stages[slowest]] : cost.stages
    let repeats = isBottleneck ? Double(cost.layout.microBatches) : 1
    var waiting: [Resource: Double] = [:]
    var slack: [Resource: Double] = [:]
    for total in stages.flatMap(\.operators) {
      for resource in Resource.allCases {
        waiting[resource, default: 0] += repeats * (total.waiting[resource] ?? 0)
        let hidden = (total.busy[resource] ?? 0) - (total.waiting[resource] ?? 0)
        let other: Resource? = resource == .hbm ? .compute : resource == .compute ? .hbm : nil
        guard let other, hidden > 0 else { continue }
        slack[resource, default: 0] += repeats * ((total.waiting[other] ?? 0) - hidden)
      }
    }
    for hop in isBottleneck ? [] : cost.hops {
      for resource in Resource.allCases { waiting[resource, default: 0] += hop.waiting(for: resource) }
    }
    return (waiting, slack)
  }

  /// d(tokens/s)/dx at the chosen layout and batch: the time bound by a rate x is proportional to 1/x.
  private func marginal(_ resource: Resource, time: Double, round: Double) -> MarginalValue? {
    MarginalStep(resource, of: costs.pool).map {
      MarginalValue(unit: $0.unit, gain: time * $0.share / round, method: "derivative")
    }
  }
}

extension MemoryPrediction {
  /// "weights 1.9 + experts 84.6 + KV 2.3 + reserve 4.2 > 79.0 GB usable; 13.9 GB short on each GPU"; parts that are
  /// nothing to speak of are left out.
  public var shortage: String {
    let parts = [
      ("weights", weights), ("experts", experts), ("redundant experts", redundantExperts ?? 0), ("KV", cache),
      ("activations", activations), ("reserve", reserve),
    ].filter { $0.1 >= 5e7 }.map { "\($0.0) \(Self.gigabytes($0.1))" }.joined(separator: " + ")
    return "\(parts) > \(Self.gigabytes(usable)) GB usable; \(Self.gigabytes(-free)) GB short on each GPU"
  }

  private static func gigabytes(_ bytes: Double) -> String { Numerals.fixed(bytes / 1e9, decimals: 1) }
}

/// The use of the HBM of a stage's fullest GPU.
public struct MemoryPrediction: Codable, Sendable, Equatable {
  /// Weights but those of routed experts.
  public var weights: Double
  /// Routed experts.
  public var experts: Double
  /// Copies of routed experts beyond one of each; absent where there are none.
  public var redundantExperts: Double?
  /// KV caches, windows and states.
  public var cache: Double
  /// Activations.
  public var activations: Double
  /// Runtime reserve.
  public var reserve: Double
  /// HBM × usable share.
  public var usable: Double
  /// Usable less all parts.
  public var free: Double

  enum CodingKeys: String, CodingKey {
    case weights = "weights_B"
    case experts = "experts_B"
    case redundantExperts = "redundantExperts_B"
    case cache = "cache_B"
    case activations = "activations_B"
    case reserve = "reserve_B"
    case usable = "usable_B"
    case free = "free_B"
  }

  /// - Parameters: As the properties of the same names; what is left is worked out.
  public init(
    weights: Double, experts: Double, redundantExperts: Double? = nil, cache: Double, activations: Double,
    reserve: Double, usable: Double
  ) {
    self.weights = weights
    self.experts = experts
    self.redundantExperts = redundantExperts
    self.cache = cache
    self.activations = activations
    self.reserve = reserve
    self.usable = usable
    // In the order of `MemoryUse.total`, so that what is printed and what is derived are the same to the last digit.
    free = usable - (weights + experts + (redundantExperts ?? 0) + cache + activations + reserve)
  }
}
