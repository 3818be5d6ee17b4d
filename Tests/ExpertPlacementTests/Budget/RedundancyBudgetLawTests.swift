import Optimization
import Testing
@testable import ExpertPlacement

struct RedundancyBudgetLawTests {
  private static let optimizer = GLPKOptimizer()

  private struct Instance {
    let layers: [LayerRedundancy]
    let budget: Double
  }

  /// One to four layers of one to five choices. Placements of more copies are faster as a rule and sometimes slower;
  /// costs are copies, or bytes that differ between layers.
  private static func instance(seed: UInt64) -> Instance {
    var random = SplitMix(seed: seed)
    let inBytes = Bool.random(using: &random)
    let layers = (0..<Int.random(in: 1...4, using: &random)).map { _ -> LayerRedundancy in
      let expert = inBytes ? Double.random(in: 1e6...9e6, using: &random) : 1
      var bound = Double.random(in: 1...3, using: &random)
      let choices = (0..<Int.random(in: 1...5, using: &random)).map { index -> RedundancyChoice in
        if index > 0 { bound = max(1, bound - Double.random(in: 0...0.5, using: &random)) }
        return RedundancyChoice(
          redundant: 8 * index, cost: Double(8 * index) * expert,
          time: bound * Double.random(in: 1...1.1, using: &random), bound: bound)
      }
      return LayerRedundancy(weight: Double.random(in: 0.5...2, using: &random), choices: choices)
    }
    let most = layers.reduce(0) { sum, layer in sum + (layer.choices.last?.cost ?? 0) }
    return Instance(layers: layers, budget: (Double.random(in: 0...1.1, using: &random) * most).rounded())
  }

  @Test func agreesWithTryingEverything() throws {
    for seed in UInt64(0)..<300 {
      let instance = Self.instance(seed: seed)
      let spent = try #require(
        RedundancyBudget(instance.layers, budget: instance.budget).spend(optimizer: Self.optimizer), "seed \(seed)")
      let best = try #require(BudgetOracle.least(instance.layers, budget: instance.budget, \.time))
      let least = try #require(BudgetOracle.least(instance.layers, budget: instance.budget, \.bound))
      #expect(abs(spent.time - best) < 1e-7 * best, "seed \(seed): \(spent.time) against \(best)")
      #expect(abs(spent.bound - min(best, least)) < 1e-6 * least, "seed \(seed): \(spent.bound) against \(least)")
      #expect(spent.cost <= instance.budget * (1 + 1e-9))
    }
  }

  @Test func moreBudgetNeverHurtsAndUnevenIsNoWorseThanEven() throws {
    for seed in UInt64(0)..<100 {
      let instance = Self.instance(seed: seed)
      var last = Double.infinity
      for share in [0, 0.25, 0.5, 0.75, 1, 2] {
        let budget = RedundancyBudget(instance.layers, budget: instance.budget * share)
        let spent = try #require(budget.spend(optimizer: Self.optimizer))
        #expect(spent.time <= last * (1 + 1e-9), "seed \(seed)")
        #expect(spent.bound <= spent.time && spent.gap >= 0)
        last = spent.time
        if let even = budget.bestEven() { #expect(spent.time <= even.time * (1 + 1e-12), "seed \(seed)") }
      }
    }
  }
}
