import Optimization

/// Redundancy as a budget over layers: which layer gets how many copies so that Σ weight · time is least.
///
/// The multiple-choice program is solved twice. On the times that were reached it decides; on the times that nothing
/// undercuts it bounds. As the sum grows with each time, no way of spending the budget and no placement of the experts
/// beats the second, so the gap covers both.
public struct RedundancyBudget: Sendable {
  private let layers: [LayerRedundancy]
  private let budget: Double

  /// - Parameters:
  ///   - layers: Each with at least one choice.
  ///   - budget: Of all layers together, in the unit of the choices' costs.
  public init(_ layers: [LayerRedundancy], budget: Double) {
    self.layers = layers
    self.budget = budget
  }

  /// - Returns: `nil` where the cheapest choices cost more than the budget.
  public func spend(optimizer: any Optimizer) -> RedundancySpending? {
    guard layers.allSatisfy({ !$0.choices.isEmpty }), cost(of: cheapest) <= budget * (1 + 1e-12) else { return nil }
    let plan = program(\.time).solve(optimizer)
    let least = program(\.bound).solve(optimizer)
    let chosen = [plan.chosen, even].compactMap(\.self).min { time(of: $0) < time(of: $1) } ?? cheapest
    let reached = time(of: chosen)
    return RedundancySpending(
      choices: zip(layers, chosen).map { $0.choices[$1] }, time: reached, bound: min(reached, least.bound))
  }

  /// The best choice that all layers can make alike, by number of copies; `nil` where there is none within the budget.
  public func bestEven() -> RedundancySpending? {
    even.map { chosen in
      let bound = zip(layers, chosen).reduce(0) { $0 + $1.0.weight * $1.0.choices[$1.1].bound }
      return RedundancySpending(
        choices: zip(layers, chosen).map { $0.choices[$1] }, time: time(of: chosen), bound: bound)
    }
  }

  private func program(_ value: @escaping @Sendable (RedundancyChoice) -> Double) -> MultipleChoiceProgram {
    MultipleChoiceProgram(
      groups: layers.map { layer in
        layer.choices.map { .init(cost: $0.cost, value: layer.weight * value($0)) }
      }, budget: budget)
  }

  private var even: [Int]? {
    let numbers = Set(layers.first?.choices.map(\.redundant) ?? []).sorted()
    let candidates = numbers.compactMap { number -> [Int]? in
      let chosen = layers.compactMap { $0.choices.firstIndex { $0.redundant == number } }
      return chosen.count == layers.count && cost(of: chosen) <= budget * (1 + 1e-12) ? chosen : nil
    }
    return candidates.min { time(of: $0) < time(of: $1) }
  }

  /// The cheapest choice of every layer.
  private var cheapest: [Int] {
    layers.map { layer in layer.choices.indices.min { layer.choices[$0].cost < layer.choices[$1].cost } ?? 0 }
  }

  private func time(of chosen: [Int]) -> Double {
    zip(layers, chosen).reduce(0) { $0 + $1.0.weight * $1.0.choices[$1.1].time }
  }

  private func cost(of chosen: [Int]) -> Double {
    zip(layers, chosen).reduce(0) { $0 + $1.0.choices[$1.1].cost }
  }
}
