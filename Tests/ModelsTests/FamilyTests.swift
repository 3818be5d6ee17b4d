import Formats
import Models
import Quantities
import Testing

@Suite("Families, counted by hand in small")
struct FamilyTests {
  private static func llama(_ type: String, _ changes: [String: String?] = [:]) -> Fixture {
    Fixture.llama.with(["model_type": "\"\(type)\""]).with(changes)
  }

  /// A layer of the Llama has 192 elements of attention, 384 of a gated feed-forward part, and two norms of 8; around them are two tables of
  /// 80 and a norm of 8.
  @Test(arguments: [
    ("mistral", [:], 168 + 2 * 592), ("phi3", [:], 168 + 2 * 592), ("seed_oss", ["attention_bias": "false"], 1_352),
    // Biases of queries, keys and values: 8 + 4 + 4.
    ("qwen2", [:], 1_352 + 2 * 16), ("seed_oss", [:], 1_352 + 2 * 16), ("glm", [:], 1_352 + 2 * 16),
    // Norms of queries and keys: a head each, or the whole width.
    ("qwen3", [:], 1_352 + 2 * 8), ("exaone4", [:], 1_352 + 2 * 8), ("hunyuan_v1_dense", [:], 1_352 + 2 * 8),
    ("olmo2", [:], 1_352 + 2 * 12),
    // One norm a layer, or four; a head that is the embedding.
    ("cohere", [:], 88 + 2 * 584), ("cohere2", [:], 88 + 2 * 584), ("gemma2", [:], 88 + 2 * 608),
    ("glm4", [:], 168 + 2 * 608), ("gemma", [:], 88 + 2 * 592), ("granite", [:], 88 + 2 * 592),
    // No gate; norms that add; biases everywhere: 24 of attention, 24 of the feed-forward part.
    ("apertus", [:], 168 + 2 * (192 + 8 + 256 + 16)), ("nemotron", [:], 176 + 2 * (192 + 256 + 32)),
    ("starcoder2", [:], 96 + 2 * (192 + 24 + 256 + 24 + 32)),
    ("phi", [:], 176 + 10 + 2 * (192 + 24 + 256 + 24 + 16)),
    // Learned positions.
    (
      "opt", ["intermediate_size": nil, "ffn_dim": "16", "max_position_embeddings": "6"],
      96 + 8 * 8 + 2 * (192 + 24 + 256 + 24 + 32)
    ),
  ]) func denseModels(type: String, changes: [String: String?], total: Int) throws {
    #expect(try Self.llama(type, changes).model().totalParameters == total, "\(type)")
  }

  @Test func windowsOfCohere2AndExaone4() throws {
    let four: [String: String?] = ["num_hidden_layers": "4", "sliding_window": "3"]
    for (type, more) in [("cohere2", [:]), ("exaone4", ["sliding_window_pattern": "\"LLLG\""])]
      as [(String, [String: String?])]
    {
      let model = try Self.llama(type, four).with(more).model()
      #expect(model.layers.map(\.kind.mixer.kind) == [.sliding, .sliding, .sliding, .full], "\(type)")
    }
    let alternating = try Self.llama("gemma2", four).model()
    #expect(alternating.layers.map(\.kind.mixer.kind) == [.sliding, .full, .sliding, .full])
  }

  /// The linear layer: q, k and v of 16 channels (128), z (64), b and a (32), a convolution of 4 taps (64), decay and step (4), a norm (4), output
  /// (64): 360. The full one: queries with a gate (128), keys and values (64), output (64), norms (8): 264.
  @Test func qwen35Dense() throws {
    let text = Self.llama(
      "qwen3_5_text",
      [
        "layer_types": #"["linear_attention", "full_attention"]"#, "linear_num_key_heads": "1",
        "linear_key_head_dim": "4", "linear_num_value_heads": "2", "linear_value_head_dim": "4",
        "linear_conv_kernel_dim": "4", "head_dim": "4", "torch_dtype": "\"bfloat16\"",
      ])
    let model = try Fixture(["model_type": "\"qwen3_5\"", "text_config": text.json]).model()
    #expect(model.totalParameters == 168 + 360 + 264 + 2 * (384 + 16))
    // 2 heads × 4 × 4 in 32 bits, and 16 channels of 3 tokens in 16.
    #expect(model.layers[0].kind.mixer.cache.constantBytes == Bytes(32 * 4 + 48 * 2))
    #expect(model.cacheBytesPerToken(format: .bfloat16) == Bytes(16))
  }

  /// Mamba: in (40 × 8), out (16 × 8), a convolution of 20 channels with biases (100), three figures a head (12), a norm (16): 576. Attention:
  /// 192. Each layer has 4 experts of 144, a shared one of 240, a router of 32 and norms of 16.
  @Test func graniteHybrid() throws {
    let granite = Self.llama(
      "granitemoehybrid",
      [
        "layer_types": #"["mamba", "attention"]"#, "num_local_experts": "4", "num_experts_per_tok": "2",
        "intermediate_size": "6", "shared_intermediate_size": "10", "mamba_n_heads": "4", "mamba_d_state": "2",
        "mamba_expand": "2", "mamba_d_conv": "4",
      ])
    let model = try granite.model()
    #expect(model.totalParameters == 88 + 576 + 192 + 2 * (4 * 144 + 240 + 32 + 16))
    #expect(model.activeParameters == model.totalParameters - 2 * 2 * 144)
    #expect(model.layers.map(\.kind.mixer.kind) == [.stateSpace, .full] && model.remarks.isEmpty)
    // Files that do not say which layers attend are read as the published ones are, and that is said.
    let silent = try granite.with(["layer_types": nil, "num_hidden_layers": "20"]).model()
    #expect(silent.layers.filter { $0.kind.mixer.kind == .full }.map(\.index) == [5, 15])
    #expect(silent.remarks == ["no key layer_types says which layers attend: taken to be 5, 15, as in Granite-4.0-H"])
  }

  /// Four layers, the last two with the caches of the first two. Attention of 200, 400, 132 and 264; feed-forward parts of 384; norms of 32 and a
  /// scalar; a gate, a projection and a norm of 40 for the embeddings of each layer, which are a table of 10 × 8 with a projection of 64 and a norm of 2.
  @Test func gemma4WithEmbeddingsOfEachLayer() throws {
    let text = Self.llama(
      "gemma4_text",
      [
        "num_hidden_layers": "4", "head_dim": "4", "global_head_dim": "8", "sliding_window": "3",
        "layer_types": #"["sliding_attention", "full_attention", "sliding_attention", "full_attention"]"#,
        "hidden_size_per_layer_input": "2", "vocab_size_per_layer_input": "10", "num_kv_shared_layers": "2",
        "tie_word_embeddings": "true",
      ])
    let model = try Fixture(["model_type": "\"gemma4\"", "text_config": text.json]).model()
    #expect(model.totalParameters == 996 + 4 * (384 + 32 + 1 + 40) + 80 + 80 + 64 + 2 + 8)
    #expect(model.activeParametersBesideEmbedding == model.totalParameters - 80)
    // Only layer 1 adds to the cache with every token: keys and values of 8 elements.
    #expect(model.cacheBytesPerToken(format: .bfloat16) == Bytes(2 * 8 * 2))
    #expect(model.cacheBytesPerSequence(context: 100, format: .bfloat16) == Bytes(100 * 32 + 3 * 8 * 2))
  }

  /// A dense part beside 4 experts of 3 · 8 · 6: the part of every token counts as shared.
  @Test func gemma4WithExperts() throws {
    let text = Self.llama(
      "gemma4_text",
      [
        "head_dim": "4", "sliding_window": "3", "layer_types": #"["sliding_attention", "full_attention"]"#,
        "enable_moe_block": "true", "num_experts": "4", "top_k_experts": "2", "moe_intermediate_size": "6",
        "tie_word_embeddings": "true",
      ])
    let model = try Fixture(["model_type": "\"gemma4\"", "text_config": text.json]).model()
    // Router of 32 with factors of 4 and 8; seven norms of 8 and a scalar.
    #expect(model.totalParameters == 88 + 2 * (200 + 384 + 4 * 144 + 32 + 4 + 8 + 56 + 1))
    #expect(model.activeParameters == model.totalParameters - 2 * 2 * 144)
  }

  /// Attention of 200 in both layers, feed-forward parts of 384 and 768, norms of 32; the mixing of four streams (128), a shortcut (40) and the
  /// embedding of each layer (40); around them six projections between streams of 64, a table of 10 × 4, a projection of 32 and a norm of 2.
  @Test func gemma3n() throws {
    let text = Self.llama(
      "gemma3n_text",
      [
        "head_dim": "4", "sliding_window": "3", "layer_types": #"["sliding_attention", "full_attention"]"#,
        "intermediate_size": "[16, 32]", "num_kv_shared_layers": "1", "laurel_rank": "2",
        "hidden_size_per_layer_input": "2", "vocab_size_per_layer_input": "10", "altup_num_inputs": "4",
      ])
    let model = try Fixture(["model_type": "\"gemma3n\"", "text_config": text.json]).model()
    #expect(model.totalParameters == 400 + 1_152 + 2 * (32 + 128 + 40 + 40) + 80 + 40 + 384 + 32 + 2 + 8)
    // The second layer uses the cache of an earlier one.
    #expect(model.cacheBytesPerToken(format: .bfloat16) == .zero)
  }

  /// The convolution: in (24 × 8), out (64), taps (24). Attention has norms of 8.
  @Test func liquid() throws {
    let model = try Self.llama("lfm2", ["layer_types": #"["conv", "full_attention"]"#]).model()
    #expect(model.totalParameters == 88 + 280 + 200 + 2 * (384 + 16))
    // 2 / 3 of 16 is 10, times 1.2 is 12, rounded up to 16.
    let adjusted = try Self.llama(
      "lfm2",
      [
        "full_attn_idxs": "[1]", "block_auto_adjust_ff_dim": "true", "block_ffn_dim_multiplier": "1.2",
        "block_multiple_of": "8",
      ]
    ).model()
    #expect(adjusted.totalParameters == model.totalParameters)
  }

  /// Mamba of the first kind: in (256), out (128), x (16 × 5), step (16 + 16), taps and biases (80), A (32), D (16), norms (5): 629.
  @Test func jamba() throws {
    let model = try Self.llama(
      "jamba",
      [
        "attn_layer_period": "2", "attn_layer_offset": "1", "num_experts": "1", "num_experts_per_tok": "1",
        "mamba_d_state": "2",
      ]
    ).model()
    #expect(model.totalParameters == 168 + 629 + 192 + 2 * (384 + 16))
    #expect(model.layers.map(\.kind.mixer.kind) == [.stateSpace, .full])
  }

  /// Attention and Mamba side by side: 192 and, without a norm, 560; both keep something of a sequence.
  @Test func falconHybrid() throws {
    let model = try Self.llama(
      "falcon_h1", ["mamba_n_heads": "4", "mamba_d_head": "4", "mamba_d_state": "2", "mamba_d_ssm": "16"]
    ).model()
    #expect(model.totalParameters == 168 + 2 * (192 + 560 + 384 + 16))
    let cache = model.layers[0].kind.mixer.cache
    #expect(cache.elementsPerToken == 8 && cache.stateElements == 32)
  }

  /// Four experts of 144 in each layer beside attention of 192 and norms of 16.
  @Test(
    arguments: [
      (
        "qwen2_moe", ["num_experts": "4", "shared_expert_intermediate_size": "10"],
        168 + 2 * (208 + 16 + 576 + 32 + 240 + 8)
      ),
      (
        "olmoe", ["num_experts": "4", "intermediate_size": "6", "moe_intermediate_size": nil],
        168 + 2 * (208 + 12 + 576 + 32)
      ),
      (
        "granitemoe", ["num_local_experts": "4", "intermediate_size": "6", "moe_intermediate_size": nil],
        88 + 2 * (208 + 576 + 32)
      ),
      (
        "ernie4_5_moe",
        [
          "moe_num_experts": "4", "moe_k": "2", "moe_num_shared_experts": "1", "moe_layer_start_index": "1",
          "num_experts_per_tok": nil,
        ],
        88 + 208 + 384 + 208 + 576 + 32 + 4 + 144
      ),
      (
        "bailing_moe_v2", ["num_experts": "4", "num_shared_experts": "1", "first_k_dense_replace": "1"],
        168 + 2 * (208 + 8) + 384 + 576 + 32 + 144
      ),
      (
        "hunyuan_v1_moe",
        [
          "num_experts": "4", "moe_topk": "[2, 2]", "num_shared_expert": "[1, 1]", "use_qk_norm": "true",
          "num_experts_per_tok": nil,
        ],
        168 + 2 * (208 + 8 + 576 + 32 + 384)
      ),
      (
        "deepseek", ["n_routed_experts": "4", "n_shared_experts": "1", "first_k_dense_replace": "1"],
        168 + 2 * 208 + 384 + 576 + 32 + 144
      ),
      (
        "dots1", ["n_routed_experts": "4", "n_shared_experts": "1", "first_k_dense_replace": "1"],
        168 + 2 * (208 + 8) + 384 + 576 + 32 + 4 + 144
      ),
    ] as [(String, [String: String?], Int)]) func mixtures(type: String, changes: [String: String?], total: Int) throws
  {
    let mixture = Self.llama(type, ["moe_intermediate_size": "6", "num_experts_per_tok": "2"]).with(changes)
    #expect(try mixture.model().totalParameters == total, "\(type)")
  }

  /// The second layer attends to a picture: norms of queries and keys, two gates; 8 rows of the embedding more.
  @Test func llamaVision() throws {
    let text = Self.llama("mllama_text_model", ["cross_attention_layers": "[1]"])
    let model = try Fixture(["model_type": "\"mllama\"", "text_config": text.json]).model()
    #expect(model.totalParameters == 1_352 + 64 + 8 + 2)
    #expect(model.cacheBytesPerToken(format: .bfloat16) == Bytes(2 * 8))
  }

  /// Windows have 4 heads where full layers have 2; gates for each head.
  @Test func step() throws {
    let model = try Self.llama(
      "step3p5",
      [
        "layer_types": #"["full_attention", "sliding_attention"]"#, "sliding_window": "3", "head_dim": "4",
        "num_attention_groups": "1", "use_head_wise_attn_gate": "true", "moe_layers_enum": "\"1\"",
        "attention_other_setting":
          #"{"attention_type": "sliding_attention", "num_attention_heads": 4, "num_attention_groups": 1}"#,
        "moe_num_experts": "4", "moe_top_k": "2", "moe_intermediate_size": "6", "share_expert_dim": "6",
        "use_moe_router_bias": "true",
      ]
    ).model()
    let full = 192 + 8 + 2 * 8
    let windowed = 128 + 64 + 128 + 8 + 4 * 8
    #expect(model.totalParameters == 168 + full + windowed + 2 * 16 + 384 + 576 + 144 + 32 + 4)
  }

  /// The checkpoint moonshotai/Kimi-Linear-48B-A3B-Instruct has 49,122,681,728 parameters in 98,245,528,576 bytes: a decay for each head and
  /// a step for each channel are in 32 bits, all else in 16.
  @Test func kimiLinear() throws {
    let full = [4, 8, 12, 16, 20, 24, 27]
    let linear = (1...27).filter { !full.contains($0) }
    let model = try Fixture([
      "model_type": "\"kimi_linear\"", "dtype": "\"bfloat16\"", "first_k_dense_replace": "1", "head_dim": "72",
      "hidden_size": "2304", "intermediate_size": "9216", "kv_lora_rank": "512", "model_max_length": "1048576",
      "linear_attn_config":
        #"{"full_attn_layers": \#(full), "kda_layers": \#(linear), "head_dim": 128, "num_heads": 32, "short_conv_kernel_size": 4}"#,
      "moe_intermediate_size": "1024", "num_attention_heads": "32", "num_experts": "256",
      "num_experts_per_token": "8", "num_hidden_layers": "27", "num_shared_experts": "1", "qk_nope_head_dim": "128",
      "qk_rope_head_dim": "64", "v_head_dim": "128", "vocab_size": "163840", "tie_word_embeddings": "false",
    ]).model()
    #expect(model.totalParameters == 49_122_681_728)
    #expect(model.checkpointBytes == Bytes(98_245_528_576))
    #expect(model.cacheBytesPerToken(format: .bfloat16) == Bytes(8_064))
    #expect(model.maximumContext == 1_048_576)
  }
}

@Suite("Vision towers")
struct TowerTests {
  /// The tower of zai-org/GLM-4.5V as its configuration states it: positions 884,736, patches 1,807,872, 24 layers of 28,314,624, merger 151,265,280,
  /// a convolution of 25,169,920 and two norms of 1,536.
  @Test func glm() throws {
    let vision = #"""
      {"model_type": "glm4v_moe_vision", "depth": 24, "hidden_size": 1536, "image_size": 336, "patch_size": 14,
        "intermediate_size": 10944, "num_heads": 12, "out_hidden_size": 4096, "spatial_merge_size": 2, "in_channels": 3,
        "temporal_patch_size": 2, "attention_bias": false}
      """#
    let model = try Fixture([
      "model_type": "\"glm4v_moe\"", "vision_config": vision, "text_config": Fixture.llama.json,
    ]).model()
    #expect(model.towers.reduce(0) { $0 + $1.elements } == 858_681_856)
    #expect(model.totalParameters == 1_352)
    #expect(model.checkpointBytes == Bytes(2 * (1_352 + 858_681_856)))
    #expect(model.mainModelBytes == Bytes(2 * 1_352))
  }

  /// Width 4, one layer: patches 4 · 3 · 2 · 4 + 4, positions 36, two norms of 8, 60 + 20 of attention, 4 · 6 + 6 + 24 + 4 of the rest; a merger of a norm (8),
  /// 16 · 16 + 16 and 8 · 16 + 8, and one more of these, with a norm of 32, for each layer that goes deep.
  @Test func qwen3() throws {
    let vision = #"""
      {"depth": 1, "hidden_size": 4, "intermediate_size": 6, "out_hidden_size": 8, "patch_size": 2, "spatial_merge_size": 2,
        "temporal_patch_size": 2, "num_position_embeddings": 9, "deepstack_visual_indexes": [0], "in_channels": 3}
      """#
    let model = try Fixture(["model_type": "\"qwen3_vl\"", "vision_config": vision, "text_config": Fixture.llama.json])
      .model()
    let layer = 16 + 60 + 20 + 58
    #expect(model.towers.reduce(0) { $0 + $1.elements } == 100 + 36 + layer + (8 + 272 + 136) + (32 + 272 + 136))
  }

  /// A published section that leaves sizes out does not keep the language model from being read.
  @Test func aTowerWithoutItsSizesIsSaidToBeMissing() throws {
    let model = try Fixture([
      "model_type": "\"qwen2_5_vl\"", "vision_config": #"{"hidden_size": 1280}"#, "text_config": Fixture.llama.json,
    ]).model()
    #expect(model.towers.isEmpty && model.remarks.count == 1)
    #expect(model.remarks[0].hasPrefix("vision_config leaves out vision_config."))
  }

  @Test func aTowerThatIsNotKnownIsSaidToBeMissing() throws {
    let model = try Fixture([
      "model_type": "\"llava\"", "vision_config": #"{"model_type": "odd_vision"}"#, "text_config": Fixture.llama.json,
    ]).model()
    #expect(
      model.remarks == [
        "vision_config describes a tower of type odd_vision that is not known here: its weights are not counted"
      ])
  }
}
