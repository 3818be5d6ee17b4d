import Models
import Quantities
import Testing
@testable import Costing

/// 10 sequences of 1,000 tokens, bf16 cache. HBM 1 TB/s, scores at 0.2 of 1 PFLOP/s.
struct AttentionOperatorTests {
  private static func cost(_ mixer: TokenMixer, tensorParallel: Int = 1, context: Int = 1000) throws -> OperatorCost {
    let costs = try SmallCosts.costs([SmallModel.layer(mixer)], context: context)
    let layer = costs.layerCost(kind: 0, layout: SmallCosts.sliced(tensorParallel), microBatch: 10)
    return try #require(layer["attention"])
  }

  /// 800 elements · 2 bytes · 1,000 tokens · 10 sequences = 16 MB / 0.5 TB/s = 32 us.
  /// 16 heads · 2 · (100 + 100) · 1,000 · 10 = 64 MFLOP / 0.2 PFLOP/s = 0.32 us.
  @Test func groupedAttentionReadsKeysAndValues() throws {
    let cost = try Self.cost(SmallModel.groupedAttention)
    #expect(isClose(cost.memory?.value, 32e-6))
    #expect(isClose(cost.compute?.value, 0.32e-6))
  }

  /// Two ranks read half each; eight ranks share 4 key/value heads, so a quarter each, and an eighth of the scores.
  @Test(arguments: [(2, 16e-6, 0.16e-6), (8, 8e-6, 0.04e-6)])
  func groupedAttentionIsDividedUpToItsHeads(ranks: Int, memory: Double, compute: Double) throws {
    let cost = try Self.cost(SmallModel.groupedAttention, tensorParallel: ranks)
    #expect(isClose(cost.memory?.value, memory))
    #expect(isClose(cost.compute?.value, compute))
  }

  /// 576 · 2 · 1,000 · 10 = 11.52 MB / 0.4 TB/s = 28.8 us on every rank;
  /// 16/8 heads · 2 · (576 + 512) · 1,000 · 10 = 43.52 MFLOP / 0.2 PFLOP/s.
  @Test func latentAttentionIsReplicatedOverRanks() throws {
    let cost = try Self.cost(SmallModel.latentAttention, tensorParallel: 8)
    #expect(isClose(cost.memory?.value, 28.8e-6))
    #expect(isClose(cost.compute?.value, 43.52e6 / 0.2e15))
    #expect(try isClose(Self.cost(SmallModel.latentAttention).memory?.value, 28.8e-6))
  }

  /// 800 · 128 · 2 · 10 = 2.048 MB / 0.5 TB/s; a context shorter than the window is all there is.
  @Test(arguments: [(1000, 128.0), (100, 100.0)])
  func aWindowIsReadAsFarAsItReaches(context: Int, tokens: Double) throws {
    let window = TokenMixer(
      kind: .sliding, tensors: SmallModel.groupedAttention.tensors,
      cache: CacheShape(windowTokens: 128, windowElementsPerToken: 800, shards: 4),
      attention: SmallModel.groupedAttention.attention)
    let cost = try Self.cost(window, context: context)
    #expect(isClose(cost.memory?.value, 800 * tokens * 2 * 10 / 0.5e12))
    #expect(isClose(cost.compute?.value, 16 * 400 * tokens * 10 / 0.2e15))
  }

  /// (576 · 200 + 128 · 1,000) · 2 · 10 = 4.864 MB / 0.4 TB/s = 12.16 us: the indexer reads every key;
  /// (16 · 2 · 1,088 · 200 + 2 · 8,192 · 1,000) · 10 = 233.472 MFLOP.
  @Test func sparseAttentionReadsWhatTheIndexerPicks() throws {
    let sparse = TokenMixer(
      kind: .sparseLatent, tensors: SmallModel.latentAttention.tensors,
      cache: CacheShape(elementsPerToken: 576, indexerElementsPerToken: 128),
      attention: AttentionShape(
        queryHeads: 16, scoreWidth: 576, valueWidth: 512, selectedEntries: 200, indexerWidth: 8192))
    let cost = try Self.cost(sparse)
    #expect(isClose(cost.memory?.value, 12.16e-6))
    #expect(isClose(cost.compute?.value, 233.472e6 / 0.2e15))
    // 100 tokens are fewer than it would pick.
    #expect(try isClose(Self.cost(sparse, context: 100).memory?.value, (576 + 128) * 100 * 2 * 10 / 0.4e12))
  }

  /// One entry of 512 elements for 4 tokens, 50 of them picked, and a window of 128 tokens:
  /// (512 · 50 + 512 · 128) · 2 · 10 = 1.82272 MB; 16 · 2 · 1,024 · (50 + 128) · 10 FLOP.
  @Test func compressedAttentionReadsEntriesNotTokens() throws {
    let compressed = TokenMixer(
      kind: .compressedSparse, tensors: SmallModel.latentAttention.tensors,
      cache: CacheShape(elementsPerToken: 128, windowTokens: 128, windowElementsPerToken: 512),
      attention: AttentionShape(
        queryHeads: 16, scoreWidth: 512, valueWidth: 512, compression: 4, selectedEntries: 50))
    let cost = try Self.cost(compressed)
    #expect(isClose(cost.memory?.value, 1.82272e6 / 0.5e12))
    #expect(isClose(cost.compute?.value, 16 * 2048 * 178.0 * 10 / 0.2e15))
  }

  /// 10,000 elements of 4 bytes and 1,000 of the convolution in fp32 too: 44 kB, read and written, 10 sequences, over 2
  /// ranks: 440 kB / 0.25 TB/s. Six operations an element.
  @Test func aStateIsReadAndWrittenWhateverTheContext() throws {
    for context in [10, 100_000] {
      let cost = try Self.cost(SmallModel.linearAttention, tensorParallel: 2, context: context)
      #expect(isClose(cost.memory?.value, 0.44e6 / 0.25e12))
      #expect(isClose(cost.compute?.value, 6 * 10_000 / 2 * 10 / 0.2e15))
    }
  }

  /// fp8 halves what is read.
  @Test func theCacheFormatSetsTheBytes() throws {
    let costs = try CostModel(
      model: SmallModel.model(layers: [SmallModel.denseLayer]), cluster: SmallCluster().cluster, poolIndex: 0,
      workload: Workload(context: 1000, cacheFormat: .float8), calibration: CalibrationText.calibration())
    let cost = costs.layerCost(kind: 0, layout: SmallCosts.sliced(1), microBatch: 10)["attention"]
    #expect(isClose(cost?.memory?.value, 16e-6))
  }

  /// 80 sequences on 8 ranks, lengths varying by half: 10 · (1 + 1.423600 · 0.5 / √10) = 12.250910 sequences.
  @Test func theLayerWaitsForTheRankWithTheLongestSequences() throws {
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    func attention(_ layout: StageLayout, _ variation: Explained<Scalar>?) -> Double {
      let step = costs.step(layout, StepBatch(sequences: 10), variation)
      return costs.layerCost(kind: 0, step)["attention"]?.memory?.value ?? 0
    }
    #expect(abs(attention(SmallCosts.expertParallel(8), 0.5) - 32e-6 * 1.2250910) < 1e-11)
    // One rank waits for nobody, and none waits where all are equally long.
    #expect(isClose(attention(SmallCosts.sliced(1), 0.5), 32e-6))
    #expect(isClose(attention(SmallCosts.expertParallel(8), nil), 32e-6))
    let planned = costs.layerCost(kind: 0, layout: SmallCosts.expertParallel(8), microBatch: 80)["attention"]
    #expect(isClose(planned?.memory?.value, 32e-6))
  }

  /// 1/√π of two, 3/(2√π) of three; tables give 1.42360 of 8, 2.06967 of 32 and 3.24144 of 1,000.
  @Test(arguments: [
    (1, 0), (2, 0.5641896), (3, 0.8462844), (8, 1.4236003), (32, 2.0696693), (1_000, 3.2414358), (2_000, 3.4353372),
  ])
  func theLargestOfSeveralNormals(count: Int, expected: Double) {
    #expect(abs(NormalOrder.expectedLargest(of: count) - expected) < 1e-6)
  }
}
