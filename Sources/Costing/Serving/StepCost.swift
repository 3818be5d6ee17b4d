import Quantities

/// The time of one step of a worker and what it waits for.
struct StepCost: Sendable {
  let time: Explained<Time>
  private let operators: [(count: Int, cost: OperatorCost)]

  init(_ operators: [(count: Int, cost: OperatorCost)], name: String) {
    time = Self.sum(operators).named(name)
    self.operators = operators
  }

  /// Two half batches one after the other, but for the share of the shorter of computing and communicating that each
  /// hides behind the other's: 2 · (C + M) − 2 · share · min(C, M). Weights are read twice.
  init(overlapping half: [(count: Int, cost: OperatorCost)], share: Explained<Scalar>) {
    let communication = half.filter { $0.cost.isAllToAll }
    let computing = Self.sum(half.filter { !$0.cost.isAllToAll }).named("computing of a half batch")
    let communicating = Self.sum(communication).named("communication of a half batch")
    let hidden = share * Explained.minimum([computing, communicating])
    time = (2 * (computing + communicating - hidden)).named("step of two overlapping half batches")
    operators = half.map { (count: 2 * $0.count, cost: $0.cost) }
  }

  private static func sum(_ operators: [(count: Int, cost: OperatorCost)]) -> Explained<Time> {
    .sum(
      operators.map { operation in
        operation.count == 1
          ? operation.cost.time
          : .layout("times in a step", operation.count, recording: operation.cost.time.derivation != nil)
            * operation.cost.time
      })
  }

  /// Seconds that each resource is waited for; where half batches overlap, before anything is hidden.
  var waiting: [Resource: Double] {
    var waiting: [Resource: Double] = [:]
    for resource in Resource.allCases {
      waiting[resource] = operators.reduce(0) { $0 + Double($1.count) * $1.cost.waiting(for: resource) }
    }
    return waiting
  }

  /// The resource that most of the step waits for; the first in the order of declaration where two are equal.
  var boundBy: Resource {
    let waiting = waiting
    return Resource.allCases.reduce(.hbm) { (waiting[$1] ?? 0) > (waiting[$0] ?? 0) ? $1 : $0 }
  }
}

extension OperatorCost {
  /// Whether the operator sends tokens to their experts or results back, or waits for those that do.
  fileprivate var isAllToAll: Bool { ["dispatch", "combine", LayerOperators.exchangeWait].contains(name) }
}
