import Clusters
import Models
import Testing
@testable import Costing

/// Steps with prompt tokens, on one GPU: HBM 1 TB/s at 0.5; bf16 at 1 PFLOP/s, products at 0.5 and a prompt's scores at
/// 0.4 of it.
struct PromptStepTests {
  private static func scores(_ batch: StepBatch, mixer: TokenMixer = SmallModel.groupedAttention) throws -> Double {
    let costs = try SmallCosts.costs([SmallModel.layer(mixer)])
    let step = costs.step(SmallCosts.sliced(1), batch, nil)
    return try #require(costs.layerCost(kind: 0, step)["prompt attention"]?.compute?.value)
  }

  private static func scores(prompt tokens: Double, hitRate: Double = 0) throws -> Double {
    let traffic = Traffic(
      inputTokens: tokens, outputTokens: 1, prefixCacheHitRate: hitRate, load: .concurrency(1))
    let prompt = PromptShape(traffic)
    return try scores(StepBatch(promptTokens: prompt.tokens, promptSpan: prompt.span))
  }

  /// Each of 1,000 tokens attends to 500 on average: 16 heads · 2 · (100 + 100) · 500 · 1,000 = 3.2 GFLOP / 0.4 PFLOP/s =
  /// 8 us; 2,000 tokens attend to 1,000 each, four times as much.
  @Test func scoresOfAPromptGrowWithItsSquare() throws {
    #expect(try isClose(Self.scores(prompt: 1000), 8e-6))
    #expect(try isClose(Self.scores(prompt: 2000), 32e-6))
    #expect(try isClose(Self.scores(prompt: 16_000), 256 * 8e-6))
  }

  /// 400 of 1,000 tokens are cached: 600 tokens attend to 400 + 300 each, 0.42 M pairs where the whole prompt has 0.5 M.
  /// (1,000² − 400²) / 2 = 0.42 M: what the cached tokens would have attended to is what is saved.
  @Test func prefixCacheHitsSaveTheirOwnScores() throws {
    #expect(try isClose(Self.scores(prompt: 1000, hitRate: 0.4), 8e-6 * 0.42 / 0.5))
    #expect(try isClose(Self.scores(prompt: 1000) - Self.scores(prompt: 1000, hitRate: 0.4), Self.scores(prompt: 400)))
  }

  /// MLA multiplies prompts in full heads: 16 · 2 · (192 + 128) · 500 · 1,000 FLOP, not 576 + 512 wide.
  @Test func latentAttentionOfAPromptIsNotAbsorbed() throws {
    let latent = TokenMixer(
      kind: .latent, tensors: SmallModel.latentAttention.tensors, cache: CacheShape(elementsPerToken: 576),
      attention: AttentionShape(
        queryHeads: 16, scoreWidth: 576, valueWidth: 512, prefillScoreWidth: 192, prefillValueWidth: 128))
    let scores = try Self.scores(StepBatch(promptTokens: 1000, promptSpan: 500), mixer: latent)
    #expect(isClose(scores, 16 * 640 * 500 * 1000 / 0.4e15))
  }

  /// 2,500 tokens in steps of at most 1,000 take three of 833.3 tokens that attend to 1,250 each. A step: projections 16 us
  /// (products 13.3), scores 16 · 400 · 1,250 · 833.3 / 0.4 PFLOP/s = 16.667 us, feed-forward 12 us, overhead 50 us, step
  /// 7 us, head 200 us.
  @Test func aLongPromptTakesSeveralSteps() throws {
    let worker = try SmallServing.worker()
    #expect(worker.promptSteps(2500) == 3 && worker.promptSteps(1000) == 1 && worker.promptSteps(1) == 1)
    let step = 16 + 50.0 / 3 + 12 + 50 + 7 + 200
    #expect(isClose(worker.prompt(tokens: 2500, span: 1250).value, 3 * step * 1e-6))
  }

  /// 10 sequences and 990 prompt tokens that attend to 500 each are 1,000 tokens: projections 16 us (products 16), caches
  /// 32 us, scores 16 · 400 · 500 · 990 / 0.4 PFLOP/s = 7.92 us, feed-forward 12 us, overheads 57 us, head 200 us.
  @Test func aMixedStepDoesBoth() throws {
    let worker = try SmallServing.worker()
    let step = worker.step(StepBatch(sequences: 10, promptTokens: 990, promptSpan: 500))
    #expect(isClose(step.time.value, (16 + 32 + 7.92 + 12 + 57 + 200) * 1e-6))
    #expect(step.boundBy == .hbm)
  }

  /// Both share weights and launches, so a mixed step takes no less than either and no more than both where tokens of both
  /// travel in as many copies.
  @Test(arguments: [WorkerGroup(), WorkerGroup(tensorParallel: 8), WorkerGroup(dataParallel: 16, expertParallel: 16)])
  func aMixedStepLiesBetweenItsPartsAndTheirSum(group: WorkerGroup) throws {
    let worker = try SmallServing.worker(
      [SmallModel.denseLayer, SmallModel.mixtureLayer], group,
      ["promptCopies: deduplicated": "promptCopies: perExpert"])
    for sequences in [0.5, 3, 40, 700] {
      for tokens in [1.0, 100, 1000, 30_000] {
        let decode = worker.step(StepBatch(sequences: sequences)).time.value
        let prompt = worker.step(StepBatch(promptTokens: tokens, promptSpan: 2000)).time.value
        let mixed = worker.step(StepBatch(sequences: sequences, promptTokens: tokens, promptSpan: 2000)).time.value
        #expect(mixed >= max(prompt, decode) * (1 - 1e-12), "\(sequences) sequences, \(tokens) tokens")
        #expect(mixed <= decode + prompt, "\(sequences) sequences, \(tokens) tokens")
      }
    }
  }

  /// 30 us for each whole layer, half for one without a mixer, and only where there are prompt tokens.
  @Test func layersOfPromptsAreNotReplayed() throws {
    let layers = [SmallModel.denseLayer, SmallModel.layer(SmallModel.withoutMixer)]
    let calibration = try CalibrationText.calibration(
      CalibrationText.round, ["promptLayer: {value: 0 us": "promptLayer: {value: 30 us"])
    let costs = try SmallCosts.costs(layers, calibration)
    for (batch, expected) in [
      (StepBatch(sequences: 1), [50e-6, 25e-6]), (StepBatch(sequences: 1, promptTokens: 1), [80e-6, 40e-6]),
    ] {
      let step = costs.step(SmallCosts.sliced(1), batch, nil)
      let times = costs.kinds.indices.map { costs.layerCost(kind: $0, step)["fixed overhead"]?.time.value }
      #expect(zip(times, expected).allSatisfy { isClose($0, $1) })
    }
  }

  /// Prompts are dispatched to distinct GPUs, 8 · (1 − (7/8)⁴) · 7/8 = 2.8967 copies, decode to every expert, 4 · 7/8.
  @Test func promptsTravelInFewerCopies() throws {
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    let transfers = [StepBatch(sequences: 10), StepBatch(promptTokens: 10, promptSpan: 5)].map {
      costs.layerCost(kind: 0, costs.step(SmallCosts.expertParallel(8), $0, nil))["combine"]?.transfer?.value
    }
    #expect(isClose(transfers[0], 3.5 * 26_000 / 50e9))
    #expect(isClose(transfers[1], 3.310546875 * 7 / 8 * 26_000 / 50e9))
  }

  /// One of 8 ranks has a prompt of 800 tokens: it alone computes them, experts share 800 · 4 / 8 · 1.3 = 520 tokens, and
  /// with all ranks busy eight times that.
  @Test func idleRanksLendTheirExperts() throws {
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    let layers = [1.0 / 8, 1].map { busy in
      let batch = StepBatch(promptTokens: 800, promptSpan: 400, busyRanks: busy)
      return costs.layerCost(kind: 0, costs.step(SmallCosts.expertParallel(8), batch, nil))
    }
    #expect(isClose(layers[0]["routed experts"]?.compute?.value, 520 * 2e6 / 1e15))
    #expect(isClose(layers[1]["routed experts"]?.compute?.value, 4160 * 2e6 / 1e15))
    #expect(layers[0]["prompt attention"]?.time.value == layers[1]["prompt attention"]?.time.value)
  }

  /// Over two domains the kernels of decode send eight copies of a token and those of prompts at most two, so that 3,000
  /// sequences on a rank take longer without a prompt than with one. A longer prompt takes its time all the same.
  @Test(arguments: [40.0, 400, 2000, 3000])
  func aPromptIsNoGift(sequences: Double) throws {
    var before = 0.0
    for tokens in [250.0, 500, 1000] {
      let served = try ServingModel(
        ServingRequest(
          model: try ModelArchitecture(reference: "Qwen/Qwen3-235B-A22B"),
          cluster: try ClusterReference("hgx-h200-4-nodes").read(),
          deployment: .aggregated(WorkerGroup(tensorParallel: 8, dataParallel: 2, expertParallel: 16)),
          traffic: Traffic(
            inputTokens: tokens, outputTokens: 300, averageContext: 650, load: .sequencesPerRank(sequences)),
          calibration: try .shipped("default"))
      ).prediction(recorder: .off)
      let time = try #require(served.timePerOutputToken?.value)
      #expect(time > before, "\(tokens) tokens")
      before = time
      #expect(served.prefillUtilisation > 0, "\(tokens) tokens")
    }
  }
}
