import Optimization

/// Divides a budget of redundant copies among layers so that Σ weight · time is least.
///
/// The multiple-choice program is solved twice: on the times reached, to decide, and on their lower bounds, to bound.
/// Since the sum grows with each time, no division of the budget and no placement beats the second optimum, so the gap
/// covers both.
public struct RedundancyBudget: Sendable {
  private let layers: [LayerRedundancy]
  private let budget: Double

  /// - Parameters:
  ///   - layers: The layers, each with at least one choice.
  ///   - budget: The budget of all layers together, in the unit of the choices' costs.
  public init(_ layers: [LayerRedundancy], budget: Double) {
    self.layers = layers
    self.budget = budget
  }

  /// - Returns: `nil` where the cheapest choices cost more than the budget.
  public func spend(optimizer: any Optimizer) -> RedundancySpending? {
    guard layers.allSatisfy({ !$0.choices.isEmpty }), cost(of: cheapest) <= budget * (1 + 1e-12) else { return nil }
    let plan = choose(\.time, optimizer)
    let least = choose(\.bound, optimizer)
    let chosen = [plan.chosen, even].compactMap(\.self).min { time(of: $0) < time(of: $1) } ?? plan.chosen
    let reached = time(of: chosen)
    return RedundancySpending(
      choices: zip(layers, chosen).map { $0.choices[$1] }, time: reached, bound: min(reached, least.bound))
  }

  /// The best choice with the same number of copies in all layers; `nil` where none is within the budget.
  public func bestEven() -> RedundancySpending? {
    even.map { chosen in
      let bound = zip(layers, chosen).reduce(0) { $0 + $1.0.weight * $1.0.choices[$1.1].bound }
      return RedundancySpending(
        choices: zip(layers, chosen).map { $0.choices[$1] }, time: time(of: chosen), bound: bound)
    }
  }

  /// The choice of each layer that minimises Σ weight · value, with a lower bound.
  private func choose(_ value: (RedundancyChoice) -> Double, _ optimizer: any Optimizer) -> (
    chosen: [Int], bound: Double
  ) {
    let kept = layers.map { Self.undominated($0.choices, value) }
    let first = kept.map { $0[0] }
    let offers = zip(layers, kept).map { layer, kept in
      kept.map {
        (bytes: layer.choices[$0].cost - layer.choices[kept[0]].cost, time: layer.weight * value(layer.choices[$0]))
      }
    }
    let room = budget * (1 + 1e-12) - cost(of: first)
    guard room > 0 else { return (first, offers.reduce(0) { $0 + $1[0].time }) }
    let answer = MultipleChoiceProgram(offers, budget: room).choose(optimizer)
    return (zip(kept, answer.points).map { $0[$1] }, answer.bound)
  }

  /// Choices that none beats in both, by rising cost and falling value.
  private static func undominated(_ choices: [RedundancyChoice], _ value: (RedundancyChoice) -> Double) -> [Int] {
    var least = Double.infinity
    return choices.indices.sorted { (choices[$0].cost, value(choices[$0])) < (choices[$1].cost, value(choices[$1])) }
      .filter { index in
        guard value(choices[index]) < least else { return false }
        least = value(choices[index])
        return true
      }
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

/// The numbers of redundant copies that a layer could have.
public struct LayerRedundancy: Sendable, Equatable {
  /// The weight of the layer's time; layers of equal weight add up to the time of a step.
  public let weight: Double
  /// The choices, at least one. More copies may be a little slower than fewer where the search ended early.
  public let choices: [RedundancyChoice]

  public init(weight: Double = 1, choices: [RedundancyChoice]) {
    self.weight = weight
    self.choices = choices
  }
}

/// A number of redundant copies for a layer, with its cost and its time.
public struct RedundancyChoice: Sendable, Equatable {
  /// R: copies beyond one of each expert.
  public let redundant: Int
  /// The cost in the unit of the budget: copies, or bytes on each GPU.
  public let cost: Double
  /// Time of the placement that was found.
  public let time: Double
  /// The lower bound of the time.
  public let bound: Double

  public init(redundant: Int, cost: Double, time: Double, bound: Double) {
    self.redundant = redundant
    self.cost = cost
    self.time = time
    self.bound = bound
  }
}

/// A division of a budget of redundant copies.
public struct RedundancySpending: Sendable, Equatable {
  /// The choice of each layer.
  public let choices: [RedundancyChoice]
  /// Σ weight · time.
  public let time: Double
  /// No way to spend the budget, and no placement of the experts, is faster.
  public let bound: Double

  /// The cost of the choices, in the unit of the budget.
  public var cost: Double { choices.reduce(0) { $0 + $1.cost } }
  /// The relative gap, time / bound − 1.
  public var gap: Double { bound > 0 ? max(0, time / bound - 1) : 0 }
}
