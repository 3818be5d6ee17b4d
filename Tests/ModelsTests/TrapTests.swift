import Formats
import Models
import Quantities
import Testing

/// What real configurations do that a plain reading gets wrong.
@Suite("Traps of config.json")
struct TrapTests {
  private func catalogue(_ name: String) throws -> ModelArchitecture { try ModelCatalogue.model(named: name) }

  @Test("The number of experts and top-k have several names")
  func expertCounts() throws {
    for (name, experts, perToken) in [
      ("Kimi-K3", 896, 16), ("Mixtral-8x7B-v0.1", 8, 2), ("DeepSeek-V3", 256, 8), ("gpt-oss-20b", 32, 4),
    ] {
      let mixture = try #require(catalogue(name).layers.last?.kind.feedForward.mixture)
      #expect((mixture.expertCount, mixture.expertsPerToken) == (experts, perToken), "\(name)")
    }
  }

  @Test("Two names for one size must agree")
  func agreement() throws {
    #expect(try Fixture.deepSeek.with(["num_experts": "4"]).fault() == nil)
    let fault = try Fixture.deepSeek.with(["num_experts": "5"]).fault()
    #expect(fault?.id.rawValue == "conflict")
    #expect(fault?.key == "num_experts")
  }

  @Test("Shared experts: null and 0 are none, Llama-4 has one that no key names")
  func sharedExperts() throws {
    for (name, shared) in [("MiMo-V2-Flash", 0), ("MiniMax-M1", 0), ("Llama-4-Maverick-17B-128E-Instruct", 1)] {
      #expect(try catalogue(name).layers.compactMap(\.kind.feedForward.mixture).first?.sharedExpertCount == shared)
    }
    // Kimi-K3 has two, twice as wide as one.
    let mixture = try #require(catalogue("Kimi-K3").layers[1].kind.feedForward.mixture)
    #expect(mixture.sharedTensors.map(\.elements) == [6_144 * 7_168, 6_144 * 7_168, 7_168 * 6_144])
  }

  @Test("Which layers are mixtures: a period, a list, a pattern")
  func mixtureLayers() throws {
    func layers(_ name: String) throws -> [Int] {
      try catalogue(name).layers.filter { $0.kind.feedForward.mixture == nil }.map(\.index)
    }
    #expect(try layers("DeepSeek-V3") == [0, 1, 2])
    #expect(try layers("MiniMax-M3") == [0, 1, 2])
    #expect(try layers("MiMo-V2-Flash") == [0])
    #expect(try layers("Llama-4-Maverick-17B-128E-Instruct") == Array(stride(from: 0, to: 48, by: 2)))
    #expect(try Fixture.deepSeek.with(["moe_layer_freq": "[0, 1]"]).fault() == nil)
    #expect(
      try Fixture.deepSeek.with(["mlp_layer_types": "[\"sparse\", \"sparse\"]"]).fault()?.id.rawValue == "conflict")
  }

  @Test("Experts may see fewer elements than a token has, and have two matrices")
  func latentExperts() throws {
    let kimi = try #require(catalogue("Kimi-K3").layers[1].kind.feedForward.mixture)
    #expect(kimi.dispatchWidth == 3_584)
    #expect(kimi.expertElements == 3 * 3_584 * 3_072)
    let nemotron = try #require(
      catalogue("Nemotron-3-Ultra").layers.compactMap(\.kind.feedForward.mixture).first)
    #expect(nemotron.dispatchWidth == 2_048)
    #expect(nemotron.expertElements == 2 * 2_048 * 5_120)
  }

  @Test("An absent head size is hidden size / heads; a given one wins; MLA has its own")
  func headSizes() throws {
    #expect(try Fixture.llama.model().layers[0].kind.mixer.attention?.scoreWidth == 4)
    #expect(try Fixture.llama.with(["head_dim": "6"]).model().layers[0].kind.mixer.attention?.scoreWidth == 6)
    let latent = try #require(catalogue("GLM-5").layers[0].kind.mixer.attention)
    #expect((latent.scoreWidth, latent.valueWidth) == (576, 512))
    #expect((latent.prefillScoreWidth, latent.prefillValueWidth) == (256, 256))
    let mimo = try catalogue("MiMo-V2-Flash").layers[0].kind.mixer
    #expect(mimo.cache.elementsPerToken == 4 * (192 + 128))
  }

  @Test("Key/value heads mean nothing for MLA: one cached vector that no rank divides")
  func latentCache() throws {
    let cache = try catalogue("DeepSeek-V3").layers[0].kind.mixer.cache
    #expect((cache.elementsPerToken, cache.shards) == (576, 1))
    let attention = try #require(catalogue("DeepSeek-V3").layers[0].kind.mixer.attention)
    #expect((attention.scoreWidth, attention.valueWidth) == (576, 512))
    #expect((attention.prefillScoreWidth, attention.prefillValueWidth) == (192, 128))
    #expect(try catalogue("Llama-3.1-70B").layers[0].kind.mixer.cache.shards == 8)
  }

  @Test("The language model may be nested, without a type of its own, and lean on defaults of its class")
  func nesting() throws {
    #expect(try catalogue("MiniMax-M3").modelType == "minimax_m3_vl")
    let gemma = try catalogue("gemma-3-27b-it")
    #expect((gemma.vocabularySize, gemma.tiesEmbeddings) == (262_208, true))
    #expect(gemma.output.count == 1)
    #expect(gemma.layers.filter { $0.kind.mixer.kind == .full }.map(\.index) == Array(stride(from: 5, to: 62, by: 6)))
  }

  @Test("A window may be written and turned off, or be null")
  func windows() throws {
    #expect(try catalogue("Qwen2.5-72B-Instruct").windowElements == 0)
    #expect(
      try Fixture.llama.with(["model_type": "\"mistral\"", "sliding_window": "null"]).model().windowElements == 0)
    let windowed = Fixture.llama.with(["model_type": "\"mistral\"", "sliding_window": "4096"])
    #expect(try windowed.model().windowElements == 2 * 4_096 * 8)
    #expect(try catalogue("gpt-oss-20b").layers.prefix(2).map(\.kind.mixer.kind) == [.sliding, .full])
    #expect(try catalogue("Llama-4-Maverick-17B-128E-Instruct").layers[3].kind.mixer.kind == .full)
  }

  @Test("Layers are counted from 1 in Kimi-K3, and the last two are both full")
  func kimiLayers() throws {
    let latent = try catalogue("Kimi-K3").layers.filter { $0.kind.mixer.kind == .latent }.map(\.index)
    #expect(latent == Array(stride(from: 3, to: 92, by: 4)) + [92])
  }

  @Test("A gate doubles the query projection and adds nothing to the cache")
  func gates() throws {
    let layer = try #require(catalogue("Qwen3-Next-80B-A3B-Instruct").layers.first { $0.kind.mixer.kind == .full })
    #expect(layer.kind.mixer.tensors.first?.elements == 2 * 16 * 256 * 2_048)
    #expect(layer.kind.mixer.cache.elementsPerToken == 2 * 2 * 256)
  }

  @Test("DeepSeek-V4 caches one entry for 4 or 128 tokens, and a window")
  func compressedCaches() throws {
    let model = try catalogue("DeepSeek-V4-Pro")
    let heavy = model.layers[0].kind.mixer
    let sparse = model.layers[2].kind.mixer
    #expect((heavy.kind, heavy.cache.elementsPerToken, heavy.attention?.compression) == (.heavilyCompressed, 4, 128))
    #expect((sparse.kind, sparse.cache.elementsPerToken, sparse.attention?.compression) == (.compressedSparse, 128, 4))
    #expect((sparse.attention?.selectedEntries, sparse.attention?.indexerWidth) == (1_024, 64 * 128))
    #expect((sparse.cache.indexerElementsPerToken, heavy.cache.indexerElementsPerToken) == (32, 0))
    #expect((heavy.cache.windowTokens, heavy.cache.windowElementsPerToken) == (128, 512))
    #expect(model.multiTokenPrediction?.layers.first?.kind.mixer.kind == .sliding)
  }

  @Test("An indexer may be shared: then its layer owns no keys and still reads only what was picked")
  func sharedIndexers() throws {
    let model = try catalogue("GLM-5.3")
    #expect(model.layers.count { $0.kind.mixer.cache.indexerElementsPerToken > 0 } == 21)
    #expect(model.layers.allSatisfy { $0.kind.mixer.attention?.selectedEntries == 2_048 })
    #expect(model.layers.count { $0.kind.mixer.attention?.indexerWidth == 0 } == 57)
    let period = Fixture.deepSeek.with([
      "index_n_heads": "2", "index_head_dim": "4", "index_topk": "16", "index_topk_freq": "4",
    ])
    #expect(try period.fault()?.key == "indexer_types")
    let blocks = try #require(catalogue("MiniMax-M3").layers.last?.kind.mixer.attention)
    #expect((blocks.selectedEntries, blocks.indexerWidth) == (16 * 128, 4 * 128))
  }

  @Test("Drafting layers: with copies of embedding and head, without, promised and absent, there and not named")
  func predictionLayers() throws {
    #expect(
      try catalogue("DeepSeek-V3").multiTokenPrediction?.copiedTensors.map(\.elements) == [926_679_040, 926_679_040])
    #expect(try catalogue("GLM-5.1").multiTokenPrediction?.copiedTensors.isEmpty == true)
    #expect(try catalogue("MiniMax-M2.5").multiTokenPrediction == nil)
    #expect(try catalogue("MiniMax-M3").multiTokenPrediction == nil)
    #expect(try catalogue("Qwen3-Next-80B-A3B-Instruct").multiTokenPrediction?.layers.count == 1)
    #expect(try catalogue("DeepSeek-V3").multiTokenPrediction?.layers.first?.index == 61)
  }

  @Test("Groups of experts limit routing only where there are several")
  func routingGroups() throws {
    for (name, groups, used) in [("DeepSeek-V3", 8, 4), ("DeepSeek-V2", 8, 3), ("Kimi-K2-Instruct", 1, 1)] {
      let mixture = try #require(catalogue(name).layers.last?.kind.feedForward.mixture)
      #expect((mixture.expertGroups, mixture.groupsPerToken) == (groups, used), "\(name)")
    }
  }

  @Test("torch_dtype and dtype are one thing, inside or outside of text_config")
  func formatNames() throws {
    for key in ["torch_dtype", "dtype"] {
      let model = try Fixture.llama.with(["torch_dtype": nil]).with([key: "\"float32\""]).model()
      #expect(model.tensor("self_attn.q_proj.weight")?.weightFormat == WeightFormat(.float32))
    }
    #expect(try Fixture.llama.with(["torch_dtype": nil]).model().quantization == "none (bf16)")
  }

  @Test("State is kept in 32 bits unless the file says otherwise")
  func stateFormats() throws {
    let states = try catalogue("Nemotron-H-56B-Base-8K").layers.map(\.kind.mixer).filter { $0.kind == .stateSpace }
    #expect(states.allSatisfy { $0.cache.stateFormat == .float32 } && states.count == 54)
    #expect(
      try catalogue("Kimi-K3").cacheBytesPerSequence(context: 0, format: .float8).value
        == Double(108_527_616 * 4 + 7_630_848 * 2))
  }

  @Test("A layer may have no attention, or its own number of key/value heads and width")
  func searchedBlocks() throws {
    let model = try catalogue("Llama-3_3-Nemotron-Super-49B-v1")
    let idle = model.layers.filter { $0.kind.mixer.kind == .none }
    #expect(idle.count == 31)
    #expect(idle.allSatisfy { $0.kind.otherTensors.count == 1 && $0.kind.mixer.cache == .empty })
    // 5.25 × 8192 × 2/3, a multiple of 256 already.
    #expect(model.tensor("mlp.up_proj.weight", layer: 1)?.elements == 28_672 * 8_192)
  }
}
