import Experts
import Plans
import Testing
@testable import Planning

@Suite("Maps are judged on the counts as recorded")
struct LayerJudgeTests {
  private static func target(perNode: Int?, speeds: [Double]? = nil) -> PlacementTarget {
    PlacementTarget(
      gpus: 4, gpusPerDomain: 4, gpusPerNode: perNode, redundant: 1, slotsPerGPU: [1, 1, 1, 1], speeds: speeds,
      survive: nil, groups: 1, effort: 1)
  }
  private static let map = ExpertMap(ranks: [[0], [1], [0], [2]])

  /// Loads 8, 6, 2: times 4, 6, 4, 2 with mean 4, balance 4/6. Loads 2, 2, 12: 1, 2, 1, 12 with mean 4, balance 4/12. The
  /// second is worse: GPU 3 is hottest with 12 tokens, GPU 2 coolest with 1 (of two equals the later).
  @Test func balancesAndEnds() {
    let judge = LayerJudge(
      scenarios: [[8, 6, 2], [2, 2, 12]], heldOut: [[4, 4, 4]], target: Self.target(perNode: nil))
    let balances = judge.balances(Self.map)
    #expect(abs(balances[0] - 2.0 / 3) < 1e-12 && abs(balances[1] - 1.0 / 3) < 1e-12)
    // 2, 4, 2, 4 with mean 3.
    #expect(abs(judge.heldOut(Self.map)[0] - 0.75) < 1e-12)
    let ends = judge.ends(Self.map)
    #expect(ends.hottest == .init(gpu: 3, tokens: 12))
    #expect(ends.coolest == .init(gpu: 2, tokens: 1))
    #expect(judge.mostExpertsLost(Self.map) == nil)
    #expect(judge.localityBalance(Self.map) == nil)
  }

  /// Two domains of two GPUs. Of expert 0's 8 tokens GPU 0 keeps its own 2 and gets the 2 of GPU 1; GPU 2 the same of its
  /// domain. Experts 1 and 2 have one copy. Times 4, 6, 4, 2, as with an even split.
  @Test func nearestCopies() {
    let target = PlacementTarget(
      gpus: 4, gpusPerDomain: 2, gpusPerNode: nil, redundant: 1, slotsPerGPU: [1, 1, 1, 1], speeds: nil, survive: nil,
      groups: 1, effort: 1)
    let judge = LayerJudge(scenarios: [[8, 6, 2]], heldOut: [], target: target)
    #expect(abs((judge.localityBalance(Self.map) ?? 0) - 4.0 / 6) < 1e-12)
  }

  /// GPU 1 works at half speed: times 4, 12, 4, 2; all together could do 16 in 16/3.5; balance 16/3.5/12.
  @Test func aSlowGPU() {
    let judge = LayerJudge(
      scenarios: [[8, 6, 2]], heldOut: [], target: Self.target(perNode: nil, speeds: [1, 0.5, 1, 1]))
    #expect(abs(judge.balances(Self.map)[0] - 16 / 3.5 / 12) < 1e-12)
    #expect(judge.ends(Self.map).hottest == .init(gpu: 1, tokens: 6))
  }

  /// Node 0 has GPUs 0 and 1, node 1 has 2 and 3: expert 0 is in both, 1 and 2 in one each.
  @Test func whatAFailureTakes() {
    let judge = LayerJudge(scenarios: [[8, 6, 2]], heldOut: [], target: Self.target(perNode: 2))
    #expect(judge.mostExpertsLost(Self.map) == 1)
    #expect(judge.mostExpertsLost(ExpertMap(ranks: [[0], [1], [2], [2]])) == 2)
  }
}
