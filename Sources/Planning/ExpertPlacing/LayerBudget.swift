import ExpertMaps
import ExpertPlacement
import Optimization

/// Deals a number of redundant copies out over layers: every layer is placed with several numbers of them, and the
/// multiple-choice program takes one for each.
struct LayerBudget {
  private let total: Int
  private let optimizer: any Optimizer
  private let effort: Double
  /// Against the effort of the placement that follows.
  private static let share = 0.1
  /// Numbers that are tried, in quarters of the even share.
  private static let quarters = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16]

  /// - Parameters:
  ///   - total: Copies over all layers together.
  ///   - effort: Of the placement that follows, against the default.
  ///   - optimizer: Solves the program.
  init(total: Int, effort: Double, optimizer: any Optimizer) {
    self.total = total
    self.effort = effort
    self.optimizer = optimizer
  }

  /// What the layers get, and what an even share reaches.
  /// - Parameters:
  ///   - layers: How many there are, at least one.
  ///   - most: Copies that a layer can have.
  ///   - problem: The problem of a layer with so many copies.
  ///   - progress: Called with the share that is done.
  /// - Returns: `nil` where even the cheapest choice is above the budget, which no choice of 0 is.
  func spend(
    layers: Int, most: Int, progress: @escaping @Sendable (Double) -> Void, problem: (Int, Int) -> ExpertProblem
  ) -> (spent: RedundancySpending, even: RedundancySpending)? {
    let even = total / layers
    let numbers = Set((Self.quarters.map { $0 * even / 4 } + [0, 1, even]).map { min(most, $0) }).sorted()
    let pairs = (0..<layers).flatMap { layer in numbers.map { (layer: layer, redundant: $0) } }
    let placer = LayersPlacer(effort: .times(effort * Self.share), progress: progress)
    let answers = placer.place(pairs.map { problem($0.layer, $0.redundant) })
    let choices = zip(pairs, answers).map { pair, answer in
      RedundancyChoice(
        redundant: pair.redundant, cost: Double(pair.redundant), time: answer.time,
        bound: min(answer.bound.time, answer.time))
    }
    let tables = (0..<layers).map { layer in
      LayerRedundancy(
        weight: 1 / Double(layers),
        choices: Array(choices[layer * numbers.count..<(layer + 1) * numbers.count]))
    }
    let budget = RedundancyBudget(tables, budget: Double(total))
    guard let spent = budget.spend(optimizer: optimizer), let alike = budget.bestEven() else { return nil }
    return (spent, alike)
  }
}
