import Quantities
import Testing
@testable import Costing

/// 10 tokens · 1,000 elements · 2 bytes = 20 kB a rank. Point to point: 5 us and half of scale-up, 0.8 of scale-out;
/// the levels add 1, 2 and 3 us.
struct PipelineHopTests {
  private static func hop(
    level: Int, layout: StageLayout = SmallCosts.sliced(1), batch: Int = 10, on cluster: SmallCluster = SmallCluster()
  ) throws -> OperatorCost {
    try SmallCosts.costs([SmallModel.denseLayer], on: cluster)
      .hopCost(into: layout, microBatch: batch, level: level)
  }

  @Test(arguments: [
    (0, 20e3 / 50e9, 6e-6, Resource.scaleUp), (1, 20e3 / 8e9, 7e-6, .scaleOut), (2, 20e3 / 2e9, 8e-6, .scaleOut),
  ])
  func aHopCrossesTheLevelWhereTheStagesMeet(level: Int, transfer: Double, fixed: Double, over: Resource) throws {
    let hop = try Self.hop(level: level)
    #expect(isClose(hop.transfer?.value, transfer))
    #expect(isClose(hop.fixed?.value, fixed))
    #expect(isClose(hop.time.value, transfer + fixed))
    #expect(isClose(hop.waiting(for: over), transfer))
  }

  /// Four ranks of TP receive a quarter each; four of DP a quarter of the tokens.
  @Test func ranksReceiveTheirShare() throws {
    #expect(try isClose(Self.hop(level: 0, layout: SmallCosts.sliced(4)).transfer?.value, 5e3 / 50e9))
    #expect(
      try isClose(Self.hop(level: 0, layout: SmallCosts.expertParallel(4), batch: 40).transfer?.value, 20e3 / 50e9))
  }

  /// Without a switch a pair has one link.
  @Test func aMeshHopUsesTheLinkOfThePair() throws {
    let mesh = SmallCluster(scaleUp: Bandwidth(98e9), perPeer: Bandwidth(14e9), wiring: .mesh)
    #expect(try isClose(Self.hop(level: 0, on: mesh).transfer?.value, 20e3 / 7e9))
  }

  @Test func tokensReturnWithLatencyAlone() throws {
    let costs = try SmallCosts.costs([SmallModel.denseLayer])
    for (level, time) in [6e-6, 7e-6, 8e-6].enumerated() {
      #expect(isClose(costs.tokenReturnCost(level: level).time.value, time))
    }
    #expect(costs.tokenReturnCost(level: 2).transfer == nil)
  }

  @Test func domainsSpanTheLowestLevelThatHoldsThem() throws {
    let costs = try SmallCosts.costs([SmallModel.denseLayer])
    #expect([1, 2, 4, 5, 16].map { costs.level(spanningDomains: $0) } == [0, 1, 1, 2, 2])
    #expect(costs.levelNames == ["scale-up", "leaf", "spine"])
    #expect((0...2).map { costs.gpusPerGroup(ofLevel: $0) } == [8, 32, 128])
  }
}
