import Quantities
import Testing
@testable import Costing

struct RoundTests {
  private static func times(_ milliseconds: [Double]) -> [Explained<Time>] {
    milliseconds.map { Explained(Seconds($0 / 1000)) }
  }

  private static func round(_ stages: [Double], hops: [Double], microBatches: Int) -> Round {
    Round(stageTimes: times(stages), hops: times(hops), microBatches: microBatches, recorder: .off)
  }

  /// 4 + 6 + 1 + 1 = 12 ms for one micro-batch; stages idle 8 and 6 of 12 ms.
  @Test func oneMicroBatchTakesTheWholeWay() {
    let round = Self.round([4, 6], hops: [1, 1], microBatches: 1)
    #expect(isClose(round.time.value, 12e-3) && isClose(round.latency.value, 12e-3))
    #expect(isClose(round.bubbles[0].value, 8.0 / 12) && isClose(round.bubbles[1].value, 0.5))
  }

  /// 3 · 6 = 18 ms > 12 ms: the second stage never rests, the first rests 6 of 18 ms.
  @Test func manyMicroBatchesWaitForTheSlowestStage() {
    let round = Self.round([4, 6], hops: [1, 1], microBatches: 3)
    #expect(isClose(round.time.value, 18e-3) && isClose(round.bottleneck.value, 18e-3))
    #expect(isClose(round.bubbles[0].value, 6.0 / 18) && round.bubbles[1].value == 0)
  }

  /// 4 · 7 = 28 ms on the slowest hop, where stages need 24 and one micro-batch 22.
  @Test func aSlowHopBoundsTheRound() {
    let round = Self.round([4, 6], hops: [7, 5], microBatches: 4)
    #expect(isClose(round.time.value, 28e-3))
    #expect(isClose(round.bubbles[1].value, 4.0 / 28))
  }

  /// Four equal stages with free hops: with four in flight nobody waits; with three a quarter of the round is idle.
  @Test func asManyMicroBatchesAsStagesHideTheBubble() {
    #expect(Self.round([5, 5, 5, 5], hops: [0, 0, 0, 0], microBatches: 4).bubbles.map(\.value) == [0, 0, 0, 0])
    #expect(
      Self.round([5, 5, 5, 5], hops: [0, 0, 0, 0], microBatches: 3).bubbles.allSatisfy { isClose($0.value, 0.25) })
  }

  @Test func oneStageHasNoHops() {
    let round = Self.round([5], hops: [], microBatches: 1)
    #expect(isClose(round.time.value, 5e-3) && round.bubbles.map(\.value) == [0])
  }

  /// Two stages of a layer each on one GPU; b = 10, m = 2. TPOT is the round, 20 tokens a round.
  @Test func aReplicaGivesATokenForEverySequenceInARound() throws {
    let costs = try SmallCosts.costs([SmallModel.denseLayer, SmallModel.denseLayer])
    let one = SmallCosts.sliced(1)
    let cost = costs.cost(
      of: ReplicaLayout(
        stages: [.init(layers: 0..<1, layout: one), .init(layers: 1..<2, layout: one)], hopLevels: [0, 1],
        microBatch: 10, microBatches: 2))
    // Projections 16 us, attention 32 us, feed-forward 12 us, overhead 50 us, step 7 us; the head 200 us.
    #expect(isClose(cost.stages[0].time.value, 117e-6) && isClose(cost.stages[1].time.value, 317e-6))
    // 117 + 317 + hop 6.4 + return 7 = 447.4 us, but twice 317 us is more.
    #expect(isClose(cost.round.latency.value, 447.4e-6))
    #expect(isClose(cost.timePerOutputToken.value, 634e-6))
    #expect(isClose(cost.tokensPerSecond.value, 20 / 634e-6))
    #expect(cost.hops.map(\.name) == ["hop over scale-up", "token return"])
  }
}
