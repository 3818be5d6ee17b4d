import Models
import Quantities
import Testing
@testable import Costing

@Suite("Speed and cost of replicas")
struct SpeedTests {
  /// As in `RoundTests`: two stages of one GPU each, 20 sequences in a round of 634 us. A replica makes 20 / 634 us =
  /// 31,545.7 tokens/s on 2 GPUs, three replicas three times that; a user sees 1 / 634 us.
  @Test func everySpeedFollowsFromTheRound() throws {
    let (speed, _) = try Self.speed(recorder: .off)
    let perSecond = 20 / 634e-6
    #expect(isClose(speed.timePerOutputToken.value, 634e-6) && isClose(speed.round.value, 634e-6))
    #expect(isClose(speed.latency.value, 447.4e-6))
    #expect(isClose(speed.tokensPerSecondPerReplica.value, perSecond))
    #expect(isClose(speed.tokensPerSecondPerGPU.value, perSecond / 2))
    #expect(isClose(speed.tokensPerSecond.value, 3 * perSecond))
    #expect(isClose(speed.tokensPerSecondPerUser.value, 1 / 634e-6))
    #expect(isClose(speed.gpuHoursPerMillionTokens.value, 1e6 / (perSecond / 2) / 3_600))
    #expect(speed.costPerMillionTokens == nil, "the pool has no price")
  }

  /// A GPU for 3.6 dollars an hour is 0.001 dollars a second; at 500 tokens/s a million takes 2,000 s.
  @Test func costIsPriceOverTokens() {
    #expect(isClose(Speed.costPerMillionTokens(dollarsPerSecond: 0.001, tokensPerSecond: 500), 2))
    #expect(isClose(Speed.gpuHoursPerMillionTokens(tokensPerSecondPerGPU: 500), 2_000.0 / 3_600))
  }

  /// The first stage works twice 117 of 634 us, the second always.
  @Test func theBubbleIsDerivedFromTheSameRound() throws {
    let (speed, cost) = try Self.speed(recorder: .on)
    #expect(isClose(cost.round.bubbles[0].value, 1 - 234.0 / 634) && cost.round.bubbles[1].value == 0)
    for bubble in cost.round.bubbles { #expect(bubble.derivation?.value == bubble.value) }
    #expect(speed.tokensPerSecondPerGPU.derivation?.value == speed.tokensPerSecondPerGPU.value)
    #expect(speed.tokensPerSecondPerGPU.derivation?.name == "tokens per second per GPU")
  }

  @Test func resourcesHaveOneName() {
    #expect(Resource.allCases.map { Resource.title(of: $0.rawValue) } == Resource.allCases.map(\.title))
    #expect(Set(Resource.allCases.map(\.title)).count == Resource.allCases.count)
    #expect(Resource.title(of: "bubble") == "bubble" && Resource.shortTitle(of: "scaleOut") == "scale-out")
  }

  private static func speed(recorder: Recorder) throws -> (Speed, ReplicaCost) {
    let costs = try SmallCosts.costs([SmallModel.denseLayer, SmallModel.denseLayer], recorder: recorder)
    let one = SmallCosts.sliced(1)
    let cost = costs.cost(
      of: ReplicaLayout(
        stages: [.init(layers: 0..<1, layout: one), .init(layers: 1..<2, layout: one)], hopLevels: [0, 1],
        microBatch: 10, microBatches: 2))
    return (Speed(cost, costs: costs, replicas: 3), cost)
  }
}
