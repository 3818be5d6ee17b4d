/// How a budget of redundancy is spent.
public struct RedundancySpending: Sendable, Equatable {
  /// Of each layer.
  public let choices: [RedundancyChoice]
  /// Σ weight · time.
  public let time: Double
  /// No way to spend the budget, and no placement of the experts, is faster.
  public let bound: Double

  /// What the choices take of the budget.
  public var cost: Double { choices.reduce(0) { $0 + $1.cost } }
  /// How far `time` can be from the best: time / bound − 1.
  public var gap: Double { bound > 0 ? max(0, time / bound - 1) : 0 }
}
