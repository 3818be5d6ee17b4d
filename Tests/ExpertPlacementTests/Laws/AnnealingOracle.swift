import Experts
import Glibc
@testable import ExpertPlacement

/// A placement by plain annealing, for equal ranks all of whose slots are filled: two slots change their experts, or one gets
/// another expert, and all loads are added up anew. It shares nothing with the search but the random numbers.
struct AnnealingOracle {
  private let loads: [Double]
  private let ranks: Int
  private let slots: Int
  private var experts: [Int]
  private var copies: [Int]

  /// Time of the best placement found.
  static func time(of problem: ExpertProblem, steps: Int, seed: UInt64) -> Double {
    var oracle = AnnealingOracle(problem)
    return oracle.anneal(steps, SplitMix(seed: seed))
  }

  private init(_ problem: ExpertProblem) {
    loads = problem.popularity[0]
    ranks = problem.ranks.count
    slots = problem.ranks[0].slots
    experts = (0..<problem.slotCount).map { $0 % problem.expertCount }
    copies = [Int](repeating: 0, count: problem.expertCount)
    for expert in experts { copies[expert] += 1 }
  }

  private mutating func anneal(_ steps: Int, _ source: SplitMix) -> Double {
    var random = source
    var (cost, time) = judge()
    var best = time
    for step in 0..<steps {
      let before = (experts, copies)
      let slot = random.below(experts.count)
      if random.below(3) == 0 {
        copies[experts[slot]] -= 1
        experts[slot] = random.below(loads.count)
        copies[experts[slot]] += 1
      } else {
        experts.swapAt(slot, random.below(experts.count))
      }
      let after = judge()
      let temperature = 0.3 * exp(-9 * Double(step) / Double(steps))
      if after.cost < cost || random.unit() < exp((cost - after.cost) / temperature) {
        (cost, time) = after
        best = min(best, time)
      } else {
        (experts, copies) = before
      }
    }
    return best
  }

  /// A smooth stand-in for the time, and the time; infinite where an expert is missing, or twice on a rank.
  private func judge() -> (cost: Double, time: Double) {
    guard copies.allSatisfy({ $0 > 0 }) else { return (.infinity, .infinity) }
    var (cost, time) = (0.0, 0.0)
    for rank in 0..<ranks {
      let held = experts[rank * slots..<(rank + 1) * slots]
      var load = 0.0
      for (place, expert) in held.enumerated() {
        if held.dropFirst(place + 1).contains(expert) { return (.infinity, .infinity) }
        load += loads[expert] / Double(copies[expert])
      }
      cost += pow(load, 16)
      time = max(time, load)
    }
    return (cost, time)
  }
}
