import Models
import Testing
@testable import Costing

struct SpeculationTests {
  /// 1 + a + a² + … + a^d.
  @Test(arguments: [(3, 0.5, 1.875), (1, 0.8, 1.8), (2, 0.0, 1.0), (4, 1.0, 5.0)])
  func aStepYieldsWhatIsAccepted(drafted: Int, acceptance: Double, expected: Double) {
    #expect(isClose(Speculation(draftTokens: drafted, acceptance: acceptance).tokensPerStep, expected))
  }

  /// (1 − a^(d+1)) / (1 − a), more with more drafts and better ones.
  @Test func theSumIsGeometric() {
    for drafted in 1...8 {
      for acceptance in [0.1, 0.55, 0.9, 0.999] {
        let closed = (1 - (0...drafted).reduce(1.0) { power, _ in power * acceptance }) / (1 - acceptance)
        let speculation = Speculation(draftTokens: drafted, acceptance: acceptance)
        #expect(isClose(speculation.tokensPerStep, closed, within: 1e-9))
        #expect(speculation.tokensPerStep < Speculation(draftTokens: drafted + 1, acceptance: acceptance).tokensPerStep)
        #expect(speculation.tokensPerStep < Double(drafted + 1))
      }
    }
  }

  /// 10 sequences of 1,000 tokens. Verifying: projections 16 us, caches 32 us (read once for all tokens of a sequence),
  /// feed-forward 12 us, overheads 57 us, head 200 us = 317 us. A draft: a layer of 110 us and the head, 310 us. Acceptance
  /// 0.5 yields 1.5 tokens for d = 1, (317 + 310) / 1.5 = 418 us, and 1.75 for d = 2.
  @Test(arguments: [(1, 1.5), (2, 1.75)])
  func aTokenTakesVerificationAndDrafts(drafted: Int, accepted: Double) throws {
    let speculation = Speculation(draftTokens: drafted, acceptance: 0.5)
    let request = try SmallServing.request(
      .decodeOnly(WorkerGroup()), .sequencesPerRank(10), speculation: speculation)
    let prediction = try ServingModel(request).prediction()
    #expect(isClose(prediction.timePerOutputToken?.value, (317 + Double(drafted) * 310) * 1e-6 / accepted))
    #expect(isClose(prediction.outputTokensPerSecond, 10 * accepted / ((317 + Double(drafted) * 310) * 1e-6)))
  }

  /// Every verified token needs its logits: 4,000 sequences with two tokens each, 2 · 50 M · 8,000 / 0.5 PFLOP/s = 1.6 ms.
  @Test func theHeadMultipliesForEveryVerifiedToken() throws {
    let costs = try SmallCosts.costs([SmallModel.denseLayer])
    let times = [1.0, 2].map { tokens in
      let batch = StepBatch(sequences: 4000, tokensPerSequence: tokens)
      return costs.headCost(costs.step(SmallCosts.sliced(1), batch, nil)).time.value
    }
    #expect(isClose(times[0], 0.8e-3) && isClose(times[1], 1.6e-3))
  }

  /// Two tokens a sequence: scores for both (16 · 400 · 1,000 · 20 / 0.2 PFLOP/s), caches once; experts get both.
  @Test func verificationMultipliesForEveryToken() throws {
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    let one = costs.layerCost(kind: 0, costs.step(SmallCosts.sliced(1), StepBatch(sequences: 10), nil))
    let batch = StepBatch(sequences: 10, tokensPerSequence: 2)
    let two = costs.layerCost(kind: 0, costs.step(SmallCosts.sliced(1), batch, nil))
    #expect(isClose(two["attention"]?.compute?.value, 0.64e-6))
    #expect(two["attention"]?.memory?.value == one["attention"]?.memory?.value)
    let twenty = costs.layerCost(kind: 0, layout: SmallCosts.sliced(1), microBatch: 20)
    #expect(two["routed experts"]?.time.value == twenty["routed experts"]?.time.value)
  }
}
