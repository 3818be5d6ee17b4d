import Optimization
import Testing
@testable import ExpertPlacement

struct MultipleChoiceProgramTests {
  private static func best(_ offers: MultipleChoiceProgram.Offers, _ budget: Double) -> Double {
    var least: [Double: Double] = [0: 0]
    for offer in offers {
      var next: [Double: Double] = [:]
      for (bytes, time) in least {
        for point in offer where bytes + point.bytes <= budget {
          next[bytes + point.bytes] = min(next[bytes + point.bytes] ?? .infinity, time + point.time)
        }
      }
      least = next
    }
    return least.values.min() ?? 0
  }

  @Test func choicesAreTheBestOfAll() {
    var random = SplitMix(seed: 9)
    for number in 0..<200 {
      let offers = (0..<(1 + random.below(6))).map { _ -> [(bytes: Double, time: Double)] in
        var point = (bytes: 0.0, time: 100 + Double(random.below(100)))
        return (0..<(1 + random.below(6))).map { _ in
          defer { point = (point.bytes + 1 + Double(random.below(9)), point.time - 1 - Double(random.below(15))) }
          return point
        }
      }
      let budget = 1 + Double(random.below(60))
      let program = MultipleChoiceProgram(offers, budget: budget)
      let choice = program.choose(GLPKOptimizer())
      let best = Self.best(offers, budget)
      #expect(abs(program.time(of: choice.points) - best) < 1e-5 * best, "\(number)")
      #expect(choice.bound <= best * (1 + 1e-9), "\(number)")
      #expect(choice.bound >= best * (1 - 1e-5), "\(number)")
      #expect(zip(offers, choice.points).reduce(0) { $0 + $1.0[$1.1].bytes } <= budget)
    }
  }
}
