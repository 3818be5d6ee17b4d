import Quantities

/// The time of one layer: its operators one after the other, each bound by the longer of reading and multiplying.
public struct LayerCost: Sendable {
  /// In the order of execution.
  public let operators: [OperatorCost]
  /// Their sum.
  public let time: Explained<Time>

  init(operators: [OperatorCost], name: @autoclosure () -> String) {
    self.operators = operators
    time = Explained.sum(operators.map(\.time)).named(name())
  }
}
