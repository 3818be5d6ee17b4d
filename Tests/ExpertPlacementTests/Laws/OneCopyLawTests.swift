import Experts
import Testing
@testable import ExpertPlacement

/// Experts without copies, where every assignment can be tried.
struct OneCopyLawTests {
  private struct Instance {
    let loads: [Double]
    let rankCount: Int
    let slots: Int

    func problem(_ loads: [Double]) -> ExpertProblem {
      ExpertProblem(
        tokens: [loads], ranks: (0..<rankCount).map { _ in ExpertRank(slots: slots) }, redundant: 0)
    }

    var problem: ExpertProblem { problem(loads) }
  }

  private static func instance(seed: UInt64, experts: ClosedRange<Int>, ranks: ClosedRange<Int>) -> Instance {
    var generator = SplitMix(seed: seed)
    let count = Int.random(in: experts, using: &generator)
    let rankCount = Int.random(in: ranks, using: &generator)
    let isSkewed = Bool.random(using: &generator)
    let loads = (0..<count).map { _ -> Double in
      let load = Double(Int.random(in: 0...60, using: &generator))
      return isSkewed ? load * load : load
    }
    let fewest = (count + rankCount - 1) / rankCount
    return Instance(loads: loads, rankCount: rankCount, slots: fewest + Int.random(in: 0...1, using: &generator))
  }

  @Test func boundIsNeverAboveTheBestAndTheAnswerNeverBelow() {
    var optimal = 0
    var tried = 0
    for seed in UInt64(0)..<400 {
      let instance = Self.instance(seed: seed, experts: 1...8, ranks: 1...4)
      let total = instance.loads.reduce(0, +)
      guard total > 0 else { continue }
      let mean = total / Double(instance.rankCount)
      let best =
        AssignmentOracle.leastHottestLoad(instance.loads, rankCount: instance.rankCount, slots: instance.slots) / mean
      let answer = ExpertPlacer(instance.problem, effort: .times(0.02)).place()
      #expect(answer.bound.time <= best * (1 + 1e-12), "seed \(seed)")
      #expect(answer.bound.holds(for: instance.problem), "seed \(seed)")
      #expect(answer.time >= best * (1 - 1e-12), "seed \(seed)")
      tried += 1
      if answer.time <= best * 1.001 { optimal += 1 }
    }
    #expect(optimal * 100 >= tried * 99, "\(optimal) of \(tried)")
  }

  @Test func everyExpertHasOneSlotOfOneRank() {
    for seed in UInt64(0)..<200 {
      let instance = Self.instance(seed: seed, experts: 1...100, ranks: 1...40)
      let answer = ExpertPlacer(instance.problem, effort: .times(0.01)).place()
      #expect(answer.map.fault(in: instance.problem) == nil, "seed \(seed)")
      #expect(answer.map.ranks.flatMap(\.self).sorted() == Array(instance.loads.indices))
      #expect(answer.gap >= 0)
    }
  }

  /// Twice the tokens of every expert are the same popularities, to the bit.
  @Test func scalingLoadsChangesNothing() {
    for seed in UInt64(0)..<100 {
      let instance = Self.instance(seed: seed, experts: 2...64, ranks: 2...16)
      let plain = ExpertPlacer(instance.problem, effort: .times(0.01)).place()
      let scaled = ExpertPlacer(instance.problem(instance.loads.map { $0 * 1024 }), effort: .times(0.01)).place()
      #expect(plain == scaled, "seed \(seed)")
    }
  }

  /// Another numbering of the experts leaves the bound as it is.
  @Test func relabellingExpertsLeavesTheBound() {
    for seed in UInt64(0)..<100 {
      let instance = Self.instance(seed: seed, experts: 4...48, ranks: 2...8)
      var generator = SplitMix(seed: seed)
      let plain = ExpertPlacer(instance.problem, effort: .times(0.01)).place()
      let relabelled = ExpertPlacer(
        instance.problem(instance.loads.shuffled(using: &generator)), effort: .times(0.01)
      ).place()
      #expect(abs(plain.bound.time - relabelled.bound.time) < 1e-12, "seed \(seed)")
      #expect(abs(plain.time - relabelled.time) < 0.02 * plain.time, "seed \(seed)")
    }
  }
}
