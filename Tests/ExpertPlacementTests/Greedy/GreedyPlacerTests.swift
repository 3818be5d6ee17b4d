import Experts
import Testing
@testable import ExpertPlacement

@Suite("The runtimes' greedy, by its published description")
struct GreedyPlacerTests {
  /// The example of DeepSeek's EPLB: two layers of 12 experts, 16 copies, 4 groups, 2 nodes, 8 GPUs.
  private static let layers: [[Double]] = [
    [90, 132, 40, 61, 104, 165, 39, 4, 73, 56, 183, 86], [20, 107, 104, 64, 19, 197, 187, 157, 172, 86, 16, 27],
  ]
  private static let ranks = [ExpertRank].equal(8, copies: 16, perDomain: 4)

  private func peak(_ loads: [Double], groups: Int) -> Double {
    let map = GreedyPlacer(loads: loads, ranks: Self.ranks, redundant: 4, groups: groups).place()
    #expect(map.ranks.allSatisfy { $0.count == 2 })
    return map.rankLoads(loads).max() ?? 0
  }

  @Test func globalPeaks() { #expect(Self.layers.map { peak($0, groups: 1) } == [138.5, 172]) }

  @Test func hierarchicalPeaks() { #expect(Self.layers.map { peak($0, groups: 4) } == [156, 179.5]) }

  /// Groups of three stay in the domain of their GPUs.
  @Test func groupsStayTogether() {
    for loads in Self.layers {
      let map = GreedyPlacer(loads: loads, ranks: Self.ranks, redundant: 4, groups: 4).place()
      for group in 0..<4 {
        let holders = map.ranks.indices.filter { rank in map.ranks[rank].contains { $0 / 3 == group } }
        #expect(Set(holders.map { Self.ranks[$0].domain }).count == 1)
      }
    }
  }

  /// Loads 8, 2, 1, 1 on two GPUs of three slots. The first redundant copy goes to expert 0 (4 each), the second as well
  /// (8/3 each). Packed: 8/3 to GPU 0, 8/3 to GPU 1, 8/3 to GPU 0 (16/3), 2 to GPU 1 (14/3), 1 to GPU 1 (17/3, full),
  /// 1 to GPU 0 (19/3). Expert 0 lies on GPU 0 twice.
  @Test func twoCopiesOfAnExpertMayMeet() {
    let loads: [Double] = [8, 2, 1, 1]
    let map = GreedyPlacer(loads: loads, ranks: .equal(2, copies: 6), redundant: 2).place()
    #expect(map.ranks == [[0, 0, 3], [0, 1, 2]])
    let times = map.rankLoads(loads)
    #expect(abs(times[0] - 19.0 / 3) < 1e-12 && abs(times[1] - 17.0 / 3) < 1e-12)
  }

  /// 10, 6, 5, 1 with room for one, two and one: 10 → 0, 6 → 1, 5 → 2, 1 → 1.
  @Test func aFullGPUTakesNoMore() {
    let ranks = [1, 2, 1].map { ExpertRank(slots: $0) }
    let map = GreedyPlacer(loads: [10, 6, 5, 1], ranks: ranks, redundant: 0).place()
    #expect(map.ranks == [[0], [1, 3], [2]])
  }

  @Test func everyExpertIsHeldAndEverySlotFilled() {
    for seed in UInt64(0)..<60 {
      var random = SplitMix(seed: seed)
      let gpus = Int.random(in: 1...12, using: &random)
      let slots = Int.random(in: 1...6, using: &random)
      let experts = Int.random(in: 1...gpus * slots, using: &random)
      let loads = (0..<experts).map { _ in Double(Int.random(in: 0...50, using: &random)) }
      let ranks = [ExpertRank](repeating: ExpertRank(slots: slots), count: gpus)
      let map = GreedyPlacer(loads: loads, ranks: ranks, redundant: gpus * slots - experts).place()
      #expect(map.copies(of: experts).allSatisfy { $0 >= 1 }, "seed \(seed)")
      #expect(map.ranks.allSatisfy { $0.count == slots }, "seed \(seed)")
      let total = map.rankLoads(loads).reduce(0, +)
      #expect(abs(total - loads.reduce(0, +)) < 1e-9, "seed \(seed)")
    }
  }
}
