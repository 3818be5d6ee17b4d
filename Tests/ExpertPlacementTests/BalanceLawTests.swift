import Testing

@testable import ExpertPlacement

struct BalanceLawTests {
  private struct Instance {
    let loads: [Double]
    let rankCount: Int
    let slots: Int
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
    for seed in UInt64(0)..<400 {
      let instance = Self.instance(seed: seed, experts: 1...8, ranks: 1...4)
      let total = instance.loads.reduce(0, +)
      guard total > 0 else { continue }
      let mean = total / Double(instance.rankCount)
      let best =
        AssignmentOracle.leastHottestLoad(instance.loads, rankCount: instance.rankCount, slots: instance.slots) / mean
      let answer = BalancedAssignment(loads: instance.loads, rankCount: instance.rankCount, slots: instance.slots)
      #expect(answer.bound <= best * (1 + 1e-12), "seed \(seed)")
      #expect(answer.imbalance >= best * (1 - 1e-12), "seed \(seed)")
      #expect(answer.imbalance <= best * 1.2, "seed \(seed): \(answer.imbalance) against \(best)")
      if answer.imbalance <= best * 1.001 { optimal += 1 }
    }
    // Exchanges of one for one stop in a local optimum now and then.
    #expect(optimal >= 340)
  }

  @Test func everyExpertHasOneSlotOfOneRank() {
    for seed in UInt64(0)..<200 {
      let instance = Self.instance(seed: seed, experts: 1...100, ranks: 1...40)
      let answer = BalancedAssignment(loads: instance.loads, rankCount: instance.rankCount, slots: instance.slots)
      #expect(answer.ranks.flatMap(\.self).sorted() == Array(instance.loads.indices))
      #expect(answer.ranks.count == instance.rankCount)
      #expect(answer.ranks.allSatisfy { $0.count <= instance.slots && $0 == $0.sorted() })
      #expect(answer.gap >= 0)
    }
  }

  @Test func scalingLoadsChangesNothing() {
    for seed in UInt64(0)..<100 {
      let instance = Self.instance(seed: seed, experts: 2...64, ranks: 2...16)
      let plain = BalancedAssignment(loads: instance.loads, rankCount: instance.rankCount)
      let scaled = BalancedAssignment(loads: instance.loads.map { $0 * 1024 }, rankCount: instance.rankCount)
      #expect(plain == scaled, "seed \(seed)")
    }
  }

  /// Loads that all differ leave no ties, so another numbering of the experts gives the same ranks under other names.
  @Test func relabellingExpertsRelabelsTheRanks() {
    for seed in UInt64(0)..<100 {
      var generator = SplitMix(seed: seed)
      let count = Int.random(in: 4...48, using: &generator)
      let loads = (0..<count).map { Double($0 * $0 + 1) }.shuffled(using: &generator)
      let order = Array(0..<count).shuffled(using: &generator)
      let rankCount = Int.random(in: 2...8, using: &generator)
      let plain = BalancedAssignment(loads: loads, rankCount: rankCount)
      let relabelled = BalancedAssignment(loads: order.map { loads[$0] }, rankCount: rankCount)
      #expect(abs(plain.imbalance - relabelled.imbalance) < 1e-12, "seed \(seed)")
      #expect(abs(plain.bound - relabelled.bound) < 1e-12)
    }
  }

  /// Loads as skewed as recorded ones (hottest expert 5 to 10 times the mean): EP 8 and 32 balance within 1 %.
  @Test func manyExpertsAreBalancedClosely() {
    var generator = SplitMix(seed: 7)
    for _ in 0..<10 {
      let loads = (0..<256).map { _ in (1 / Double.random(in: 0.02...1, using: &generator)).squareRoot() }
      for rankCount in [8, 32, 64] {
        #expect(BalancedAssignment(loads: loads, rankCount: rankCount).gap < 0.01, "EP \(rankCount)")
      }
    }
  }
}
