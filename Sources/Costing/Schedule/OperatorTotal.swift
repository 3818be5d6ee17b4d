import Quantities

/// An operator over all layers of a stage.
public struct OperatorTotal: Sendable {
  /// "attention", "routed experts", "dispatch".
  public let name: String
  /// Seconds per micro-batch, all layers of the stage.
  public var time: Double { total.value }
  /// The same with its derivation.
  public let total: Explained<Time>
  /// Seconds that each resource is waited for; they add up to `time`.
  public let waiting: [Resource: Double]
  /// Seconds that each resource works.
  public let busy: [Resource: Double]
  /// Bytes per micro-batch that the GPU which sends most sends across each network level, scale-up first.
  public let sent: [Double]

  init(name: String, costs: [(count: Int, cost: OperatorCost)]) {
    self.name = name
    total = Explained.sum(
      costs.map { count, cost in
        count == 1
          ? cost.time : .layout("layers", count, recording: cost.time.derivation != nil) * cost.time
      }
    ).named("\(name) of the stage")
    var waiting: [Resource: Double] = [:]
    var busy: [Resource: Double] = [:]
    for resource in Resource.allCases {
      waiting[resource] = costs.reduce(0) { $0 + Double($1.count) * $1.cost.waiting(for: resource) }
      busy[resource] = costs.reduce(0) { $0 + Double($1.count) * $1.cost.busy(resource) }
    }
    self.waiting = waiting
    self.busy = busy
    sent = Self.sent(costs)
  }

  private static func sent(_ costs: [(count: Int, cost: OperatorCost)]) -> [Double] {
    let levels = costs.map(\.cost.sent.count).max() ?? 0
    return (0..<levels).map { level in
      costs.reduce(0) { $0 + ($1.cost.sent.count > level ? Double($1.count) * $1.cost.sent[level] : 0) }
    }
  }
}
