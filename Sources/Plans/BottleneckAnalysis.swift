import Clusters
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
    return Bottleneck.all(waiting: path.waiting, slack: path.slack, of: cost.round.time.value, on: costs.pool)
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
        slack[resource, default: 0] += repeats * (total.slack[resource] ?? 0)
      }
    }
    for hop in isBottleneck ? [] : cost.hops {
      for resource in Resource.allCases { waiting[resource, default: 0] += hop.waiting(for: resource) }
    }
    return (waiting, slack)
  }
}

extension Bottleneck {
  /// What a time is spent on, longest first.
  /// - Parameters:
  ///   - waiting: Seconds that each resource is waited for.
  ///   - slack: Seconds that each could work longer without being waited for.
  ///   - whole: Seconds of which these are a part.
  ///   - pool: Has the resources.
  static func all(
    waiting: [Resource: Double], slack: [Resource: Double], of whole: Double, on pool: Pool
  ) -> [Bottleneck] {
    Resource.allCases.map { resource in
      let time = waiting[resource] ?? 0
      // d(tokens/s)/dx: the time bound by a rate x is proportional to 1/x.
      let marginal = MarginalStep(resource, of: pool).map {
        MarginalValue(unit: $0.unit, gain: time * $0.share / whole, method: "derivative")
      }
      return Bottleneck(
        resource: resource.rawValue, time: time, share: time / whole, slack: slack[resource] ?? 0,
        marginal: time > 0 ? marginal : nil)
    }.filter { $0.time > 0 || $0.slack > 0 }.sorted { ($1.time, $0.resource) < ($0.time, $1.resource) }
  }
}
