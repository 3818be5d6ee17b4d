import Quantities

/// An operator over all layers of a stage.
public struct OperatorTotal: Sendable {
  /// "attention", "routed experts", "dispatch".
  public let name: String
  /// Seconds per micro-batch, all layers of the stage.
  public let time: Double
  /// Seconds that each resource is waited for; they add up to `time`.
  public let waiting: [Resource: Double]
  /// Seconds that each resource works.
  public let busy: [Resource: Double]

  init(name: String, costs: [(count: Int, cost: OperatorCost)]) {
    self.name = name
    time = costs.reduce(0) { $0 + Double($1.count) * $1.cost.time.value }
    var waiting: [Resource: Double] = [:]
    var busy: [Resource: Double] = [:]
    for resource in Resource.allCases {
      waiting[resource] = costs.reduce(0) { $0 + Double($1.count) * $1.cost.waiting(for: resource) }
      busy[resource] = costs.reduce(0) { $0 + Double($1.count) * $1.cost.busy(resource) }
    }
    self.waiting = waiting
    self.busy = busy
  }
}
