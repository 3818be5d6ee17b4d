import Models
import Quantities
import Testing

@Suite("Sizes of parts, caches and other precisions")
struct TotalsTests {
  @Test func aLlamaByHand() throws {
    let model = try Fixture.llama.model()
    #expect(model.totalParameters == 1_352)
    #expect(model.activeParameters == 1_352)
    #expect(model.activeParametersBesideEmbedding == 1_352 - 80)
    #expect(model.checkpointBytes == Bytes(2 * 1_352))
    #expect(model.cacheElementsPerToken == 2 * 2 * 4)
  }

  /// Layer 1 holds MLA (8·4 + 4 + 4·6 + 8·4 + 3 + 3·8 + 4·8 = 151), experts of 3·8·6 = 144, a router of 32, norms of 16.
  @Test func aMixtureByHand() throws {
    let model = try Fixture.deepSeek.model()
    let kind = model.layers[1].kind
    #expect(kind.mixer.tensors.reduce(0) { $0 + $1.elements } == 151)
    #expect(kind.totalElements == 151 + 5 * 144 + 32 + 16)
    #expect(kind.activeElements == 151 + 3 * 144 + 32 + 16)
    #expect(model.totalParameters == 168 + (151 + 3 * 8 * 10 + 16) + kind.totalElements)
  }

  @Test(arguments: ["DeepSeek-V3", "Kimi-K3", "gemma-3-27b-it", "Nemotron-3-Ultra"])
  func partsAndFormatsAddUpToTheWhole(name: String) throws {
    let model = try ModelCatalogue.model(named: name)
    let whole = model.totalParameters + (model.multiTokenPrediction?.totalElements ?? 0)
    #expect(model.amountsByPart.reduce(0) { $0 + $1.amount.elements } == whole)
    #expect(model.amountsByFormat.reduce(0) { $0 + $1.amount.elements } == whole)
    let bytes = model.amountsByPart.reduce(Bytes.zero) { $0 + $1.amount.bytes }
    #expect(abs(bytes / model.checkpointBytes - 1) < 1e-12)
    #expect(model.mainModelBytes <= model.checkpointBytes)
  }

  @Test func cachesFollowTheContext() throws {
    let deepSeek = try ModelCatalogue.model(named: "DeepSeek-V3")
    #expect(deepSeek.cacheBytesPerToken(format: .bfloat16) == Bytes(70_272))
    #expect(deepSeek.cacheBytesPerSequence(context: 1_000, format: .float8) == Bytes(35_136_000))
    let sparse = try ModelCatalogue.model(named: "DeepSeek-V3.2")
    #expect(sparse.cacheBytesPerToken(format: .bfloat16) == Bytes(70_272 + 15_616))
    // gpt-oss: 12 windows of 128 tokens fill up and stay, 12 layers grow.
    let windowed = try ModelCatalogue.model(named: "gpt-oss-20b")
    #expect(windowed.cacheBytesPerSequence(context: 100, format: .bfloat16) == Bytes(100 * 24 * 1_024 * 2))
    #expect(
      windowed.cacheBytesPerSequence(context: 1_000, format: .bfloat16) == Bytes((1_000 + 128) * 12 * 1_024 * 2))
  }

  /// Entries, indexer keys, windows and states are parts of the whole, for every shipped model.
  @Test func partsOfACacheAddUpToTheWhole() throws {
    for model in try ModelCatalogue.entries().map({ try ModelCatalogue.model(named: $0.name) }) {
      for cache in Set(model.layers.map(\.kind.mixer.cache)) {
        let parts =
          cache.growing.bytes(context: 1, format: .float8) * 5_000 + cache.window.bytes(context: 5_000, format: .float8)
          + cache.constantBytes
        let whole = cache.bytes(context: 5_000, format: .float8)
        #expect(abs(parts.value - whole.value) <= 1e-12 * whole.value, "\(model.name)")
      }
    }
  }

  @Test func layersOfAKindAreOneGroup() throws {
    let groups = try ModelCatalogue.model(named: "DeepSeek-V3").layerGroups
    #expect(groups.map(\.runs) == [[0...2], [3...60]])
    let hybrid = try ModelCatalogue.model(named: "Kimi-K3").layerGroups
    #expect(hybrid.map(\.indices.count) == [1, 68, 24])
    #expect(hybrid[1].runs.prefix(2) == [1...2, 4...6])
  }

  @Test func anotherPrecisionLeavesTablesRoutersAndNormsAlone() throws {
    let model = try ModelCatalogue.model(named: "DeepSeek-V3")
    let small = model.withPrecision(.nvfp4)
    #expect(small.totalParameters == model.totalParameters)
    #expect(small.tensor("self_attn.o_proj.weight")?.weightFormat.bytesPerElement == 0.5 + 1.0 / 16)
    for name in ["mlp.gate.weight", "input_layernorm.weight", "mlp.gate.e_score_correction_bias"] {
      #expect(small.tensor(name, layer: 5) == model.tensor(name, layer: 5), "\(name)")
    }
    #expect(small.embedding == model.embedding && small.output == model.output)
    #expect(small.multiTokenPrediction?.otherTensors == model.multiTokenPrediction?.otherTensors)
    // All that was FP8 is NVFP4 now.
    let before = try #require(model.amountsByFormat.first { $0.format == .float8 })
    let after = try #require(small.amountsByFormat.first { $0.format == .nvfp4 })
    #expect(before.amount.elements == after.amount.elements)
    #expect(small.publishedCheckpoint == nil)
  }

  @Test(arguments: NumberFormat.allCases) func theSamePrecisionTwiceIsOnce(format: NumberFormat) throws {
    let once = try ModelCatalogue.model(named: "Kimi-K3").withPrecision(format)
    #expect(once.withPrecision(format).layers == once.layers)
  }

  @Test func shardingFollowsHeads() throws {
    let model = try ModelCatalogue.model(named: "Llama-3.1-70B")
    #expect(model.tensor("self_attn.q_proj.weight")?.sharding == .divided)
    #expect(model.tensor("self_attn.k_proj.weight")?.sharding == .dividedUpTo(8))
    #expect(model.tensor("self_attn.k_proj.weight")?.sharding.shards(tensorParallel: 16) == 8)
    #expect(model.tensor("input_layernorm.weight")?.sharding == .replicated)
    let latent = try ModelCatalogue.model(named: "DeepSeek-V3")
    #expect(latent.tensor("self_attn.kv_a_proj_with_mqa.weight")?.sharding == .replicated)
    #expect(latent.tensor("self_attn.kv_b_proj.weight")?.sharding == .divided)
    #expect(latent.tensor("mlp.gate.weight", layer: 3)?.sharding == .replicated)
    #expect(latent.embedding[0].role == .table && latent.embedding[0].sharding == .divided)
  }
}
