import Models
import Quantities
import Testing
@testable import Costing

struct MemoryUseTests {
  private static let dense = SmallModel.denseLayer
  private static let mixture = SmallModel.mixtureLayer

  private static func memory(
    _ layers: [LayerKind], _ stages: [StageAssignment], batch: Int, microBatches: Int, tied: Bool = false
  ) throws -> [MemoryUse] {
    let costs = try SmallCosts.costs(layers, tiesEmbeddings: tied)
    let levels = [Int](repeating: 0, count: stages.count == 1 ? 0 : stages.count)
    let layout = ReplicaLayout(stages: stages, hopLevels: levels, microBatch: batch, microBatches: microBatches)
    return costs.cost(of: layout).stages.map(\.memory)
  }

  private static func stage(_ layers: Range<Int>, _ layout: StageLayout) -> StageAssignment {
    StageAssignment(layers: layers, layout: layout)
  }

  /// A dense layer has 7 M weights (14 MB), embedding and head 50 M each (100 MB). 10 sequences of 1,000 tokens keep
  /// 1,600 bytes a token: 16 MB a layer. Activations 10 · 1,000 · 50 bytes, reserve 3 GB, 90 of 100 GB usable.
  @Test func oneStageHoldsEverything() throws {
    let use = try Self.memory(
      [Self.dense, Self.dense], [Self.stage(0..<2, SmallCosts.sliced(1))], batch: 10, microBatches: 1)
    #expect(use[0].weights.value == 228e6 && use[0].experts.value == 0)
    #expect(use[0].cache.value == 32e6)
    #expect(use[0].activations.value == 0.5e6)
    #expect(use[0].reserve.value == 3e9 && use[0].usable.value == 90e9)
    #expect(isClose(use[0].total.value, 3.2605e9) && isClose(use[0].free.value, 86.7395e9) && use[0].fits)
  }

  @Test func aTiedHeadIsStoredOnceOnOneStageAndTwiceOnTwo() throws {
    let one = SmallCosts.sliced(1)
    let alone = try Self.memory([Self.dense], [Self.stage(0..<1, one)], batch: 1, microBatches: 1, tied: true)
    #expect(alone[0].weights.value == 114e6)
    let two = try Self.memory(
      [Self.dense, Self.dense], [Self.stage(0..<1, one), Self.stage(1..<2, one)], batch: 1, microBatches: 2, tied: true)
    #expect(two.map(\.weights.value) == [114e6, 114e6])
  }

  /// The embedding on the first stage, the head on the last; the middle has neither. Each keeps the caches of all
  /// 3 · 10 sequences for its own layers.
  @Test func stagesHoldTheirLayersAndAllSequences() throws {
    let one = SmallCosts.sliced(1)
    let layers = [LayerKind](repeating: Self.dense, count: 4)
    let use = try Self.memory(
      layers, [Self.stage(0..<1, one), Self.stage(1..<3, one), Self.stage(3..<4, one)], batch: 10, microBatches: 3)
    #expect(use.map(\.weights.value) == [114e6, 28e6, 114e6])
    #expect(use.map(\.cache.value) == [48e6, 96e6, 48e6])
    #expect(use.map(\.activations.value) == [0.5e6, 0.5e6, 0.5e6])
  }

  /// 64 experts of 1 MB over 24 GPUs: the fullest holds 3. Attention, router and shared expert are whole on each.
  @Test func theFullestGPUHoldsExpertsRoundedUp() throws {
    let use = try Self.memory(
      [Self.mixture], [Self.stage(0..<1, SmallCosts.expertParallel(8, domains: 3))], batch: 240, microBatches: 1)
    #expect(use[0].experts.value == 3e6)
    #expect(use[0].weights.value == (4e6 + 1e6 + 64e3) * 2 + 200e6)
    #expect(use[0].cache.value == 16e6)
  }

  /// 8 copies fill the slots that 64 experts leave on 24 GPUs, 3 · 24 = 72; 32 copies, 96 in all, take a fourth slot.
  @Test func copiesOfExpertsAreCountedApart() throws {
    let layout = SmallCosts.expertParallel(8, domains: 3)
    let uses = try [8, 32].map { copies in
      try Self.memory(
        [Self.mixture], [Self.stage(0..<1, layout.with(redundantExperts: copies))], batch: 240, microBatches: 1)[0]
    }
    #expect(uses.map(\.experts.value) == [3e6, 3e6])
    #expect(uses.map { $0.redundantExperts?.value } == [0, 1e6])
    #expect(uses[1].total.value == uses[0].total.value + 1e6)
  }

  /// Slices: 64 experts of 1 MB over 8 ranks; weights over 8 but k and v over 4 heads, the router on each; 8 ranks share
  /// 4 heads of cache.
  @Test func slicesDivideEverythingButWhatIsReplicated() throws {
    let use = try Self.memory([Self.mixture], [Self.stage(0..<1, SmallCosts.sliced(8))], batch: 10, microBatches: 1)
    #expect(use[0].experts.value == 8e6)
    #expect(use[0].weights.value == (0.4e6 + 0.2e6 + 0.125e6 + 64e3) * 2 + 25e6)
    #expect(use[0].cache.value == 4e6)
  }

  /// 10 sequences over 4 ranks: the fullest has 3, whatever the average.
  @Test func sequencesAreWhole() throws {
    let use = try Self.memory(
      [Self.mixture], [Self.stage(0..<1, SmallCosts.expertParallel(4))], batch: 10, microBatches: 2)
    #expect(use[0].cache.value == 2 * 3 * 1.6e6)
    #expect(use[0].activations.value == 3 * 50e3)
  }

  /// 60,000 sequences of 1.6 MB do not fit 90 GB by 9.2 GB and more.
  @Test func whatDoesNotFitIsSaid() throws {
    let use = try Self.memory([Self.dense], [Self.stage(0..<1, SmallCosts.sliced(1))], batch: 60_000, microBatches: 1)
    #expect(!use[0].fits)
    #expect(isClose(use[0].free.value, 90e9 - (214e6 + 96e9 + 3e9 + 3e9)))
  }

  /// Memory counts the longest context, time the average one.
  @Test func memoryCountsTheLongestContext() throws {
    let costs = try CostModel(
      model: SmallModel.model(layers: [Self.dense]), cluster: SmallCluster().cluster, poolIndex: 0,
      workload: Workload(inputTokens: 800, outputTokens: 400), calibration: CalibrationText.calibration())
    #expect(costs.layerCache(kind: 0, layout: SmallCosts.sliced(1)).value == 1200 * 1600)
    let attention = costs.layerCost(kind: 0, layout: SmallCosts.sliced(1), microBatch: 10)["attention"]
    #expect(isClose(attention?.memory?.value, 32e-6))
  }

  /// The state and the convolution, 44 kB over 4 shards at most; a window of 128 tokens.
  @Test func statesAndWindowsDoNotGrow() throws {
    let window = TokenMixer(
      kind: .sliding, tensors: SmallModel.groupedAttention.tensors,
      cache: CacheShape(windowTokens: 128, windowElementsPerToken: 800, shards: 4),
      attention: SmallModel.groupedAttention.attention)
    for context in [1000, 100_000] {
      let costs = try SmallCosts.costs(
        [SmallModel.layer(SmallModel.linearAttention), SmallModel.layer(window)], context: context)
      #expect(costs.layerCache(kind: 0, layout: SmallCosts.sliced(1)).value == 44e3)
      #expect(costs.layerCache(kind: 0, layout: SmallCosts.sliced(8)).value == 11e3)
      #expect(costs.layerCache(kind: 1, layout: SmallCosts.sliced(1)).value == 800 * 128 * 2)
    }
  }

  /// What a stage of all layers keeps is what the model says a sequence keeps.
  @Test func cachesAgreeWithTheModel() throws {
    let model = try ModelCatalogue.model(named: "deepseek-ai/DeepSeek-V3")
    let costs = try CostModel(
      model: model, cluster: SmallCluster().cluster, poolIndex: 0, workload: Workload(context: 4096),
      calibration: CalibrationText.calibration())
    let sum = costs.kindOfLayer.reduce(0.0) { $0 + costs.layerCache(kind: $1, layout: SmallCosts.sliced(1)).value }
    #expect(isClose(sum, model.cacheBytesPerSequence(context: 4096, format: .bfloat16).value))
  }
}
