import ExpertPlacement
import Optimization
import Testing
@testable import Planning

@Suite("Layers that have fewer copies")
struct LayerCopyReductionTests {
  /// Without copies the layers lose 0.5, 0.05 and 0.2: the second gives copies up first, and the mean is (1 + 1.1 + 1) / 3.
  @Test func thoseThatLoseLeastAreSpared() {
    let reduction = LayerCopyReduction(1, few: [1.5, 1.1, 1.2], many: [1, 1.05, 1])
    #expect(reduction.hasFewerCopies == [false, true, false])
    #expect(abs(reduction.mean - 3.1 / 3) < 1e-12)
  }

  /// The multiple-choice program of as many copies, as GLPK solves it.
  @Test(arguments: 0..<20) func noOtherChoiceIsBetter(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let layers = Int.random(in: 1...12, using: &random)
    let many = (0..<layers).map { _ in Double.random(in: 1...1.1, using: &random) }
    let few = many.map { $0 + Double.random(in: 0...1, using: &random) }
    for count in 0...layers {
      let tables = (0..<layers).map { layer in
        LayerRedundancy(
          weight: 1 / Double(layers),
          choices: [
            RedundancyChoice(redundant: 0, cost: 0, time: few[layer], bound: few[layer]),
            RedundancyChoice(redundant: 8, cost: 8, time: many[layer], bound: many[layer]),
          ])
      }
      let budget = RedundancyBudget(tables, budget: Double(8 * (layers - count)))
      let best = try #require(budget.spend(optimizer: GLPKOptimizer()))
      let reduction = LayerCopyReduction(count, few: few, many: many)
      #expect(reduction.hasFewerCopies.count { $0 } == count)
      #expect(abs(reduction.mean - best.time) < 1e-9)
    }
  }
}
