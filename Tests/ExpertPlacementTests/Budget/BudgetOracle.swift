@testable import ExpertPlacement

/// Tries every way to spend a budget; for a few layers only.
enum BudgetOracle {
  /// The least Σ weight · value within the budget; `nil` where none is.
  static func least(
    _ layers: [LayerRedundancy], budget: Double, _ value: (RedundancyChoice) -> Double
  ) -> Double? {
    var best: Double?
    func choose(_ layer: Int, cost: Double, total: Double) {
      guard cost <= budget else { return }
      guard layer < layers.count else {
        best = min(best ?? .infinity, total)
        return
      }
      for choice in layers[layer].choices {
        choose(layer + 1, cost: cost + choice.cost, total: total + layers[layer].weight * value(choice))
      }
    }
    choose(0, cost: 0, total: 0)
    return best
  }
}
