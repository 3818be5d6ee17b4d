import Formats

/// In what a family of dense transformers differs from Llama.
struct DenseTraits {
  /// Whether linear layers have a bias.
  enum Bias {
    case never
    case always
    /// As a key says, or by default.
    case key(String, default: Bool)

    func isThere(_ text: ConfigurationSection) throws -> Bool {
      switch self {
      case .never: false
      case .always: true
      case .key(let name, let fallback): try text.flag(name, default: fallback)
      }
    }
  }

  /// Which layers attend to a sliding window.
  enum Windows {
    /// None, whatever the file says.
    case none
    /// Those of `layer_types`, or what `sliding_window` means for Mistral and Qwen.
    case usual
    /// Those of `layer_types`, or all but each `period`-th (Cohere-2, Gemma-2, EXAONE-4).
    case allBut(period: Int)
  }

  var inputBias = Bias.key("attention_bias", default: false)
  var outputBias = Bias.key("attention_bias", default: false)
  var feedForwardBias = Bias.key("mlp_bias", default: false)
  var feedForward = FeedForwardNames.projections
  /// The norms of a layer.
  var norms = ["input_layernorm", "post_attention_layernorm"]
  /// Norms add a vector too (LayerNorm).
  var normsHaveBias = false
  var queryKeyNorm = GroupedQueryAttention.QueryKeyNorm.none
  /// The key that turns that norm on, where there is one.
  var queryKeyNormKey: (name: String, default: Bool)?
  var tiesEmbeddings = false
  var hasHeadBias = false
  var windows = Windows.usual
  /// The key of the inner width.
  var innerWidthKeys = ["intermediate_size", "ffn_hidden_size", "ffn_dim", "n_inner"]
  /// Rows of learned positions beyond the longest context; `nil` where positions are not learned.
  var spareRowsOfPositions: Int?
  /// Keys that change no size here.
  var disregarded: [String] = []
}

extension DenseTraits {
  /// Every `model_type` that is read with traits of its own.
  static let all: [String: DenseTraits] = {
    var all: [String: DenseTraits] = [:]
    for (types, traits) in families { for type in types { all[type] = traits } }
    return all
  }()

  private static func traits(_ change: (inout DenseTraits) -> Void) -> DenseTraits {
    var traits = DenseTraits()
    change(&traits)
    return traits
  }

  private static let fourNorms = [
    "input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm",
  ]

  private static let fourNormsOfGLM = [
    "input_layernorm", "post_attention_layernorm", "post_self_attn_layernorm", "post_mlp_layernorm",
  ]

  private static func olmo(_ windows: Windows) -> DenseTraits {
    traits {
      $0.norms = ["post_attention_layernorm", "post_feedforward_layernorm"]
      $0.queryKeyNorm = .wholeWidth
      $0.windows = windows
    }
  }

  private static func withBiases(_ change: (inout DenseTraits) -> Void) -> DenseTraits {
    traits {
      ($0.inputBias, $0.outputBias, $0.feedForwardBias) = (.always, .always, .always)
      $0.normsHaveBias = true
      $0.windows = .none
      change(&$0)
    }
  }

  private static let families: [([String], DenseTraits)] = [
    (["llama", "mistral", "ministral", "ministral3", "mimo", "minicpm", "helium", "baichuan"], DenseTraits()),
    (["granite"], traits { $0.tiesEmbeddings = true }),
    (
      ["smollm3"],
      traits {
        $0.tiesEmbeddings = true; $0.disregarded = ["no_rope_layers", "no_rope_layer_interval"]
      }
    ),
    // Qwen2 always has biases on queries, keys and values, and never on the output.
    (
      ["qwen2", "qwen2_vl", "qwen2_vl_text", "qwen2_5_vl", "qwen2_5_vl_text", "qwen2_5_omni_text"],
      traits {
        $0.inputBias = .always; $0.outputBias = .never
      }
    ),
    (["qwen3", "qwen3_vl", "qwen3_vl_text"], traits { $0.queryKeyNorm = .perHead }),
    (
      ["seed_oss"],
      traits {
        $0.inputBias = .key("attention_bias", default: true)
        $0.outputBias = .key("attention_out_bias", default: false)
      }
    ),
    (
      ["hunyuan_v1_dense"],
      traits {
        $0.queryKeyNorm = .perHead
        $0.queryKeyNormKey = ("use_qk_norm", true)
        $0.disregarded = ["attention_head_dim", "use_cla", "cla_share_factor"]
      }
    ),
    (
      ["ernie4_5"],
      traits {
        ($0.inputBias, $0.outputBias) = (.key("use_bias", default: false), .key("use_bias", default: false))
        $0.feedForwardBias = .key("use_bias", default: false)
        $0.tiesEmbeddings = true
      }
    ),
    (
      ["internlm2"],
      traits {
        $0.inputBias = .key("bias", default: false); $0.outputBias = .key("bias", default: false)
      }
    ),
    (
      ["internlm3"],
      traits {
        $0.inputBias = .key("qkv_bias", default: false)
        $0.outputBias = .key("bias", default: false)
        $0.feedForwardBias = .key("bias", default: false)
      }
    ),
    (
      ["exaone"],
      traits {
        $0.windows = .none; $0.tiesEmbeddings = true
      }
    ),
    (
      ["exaone4"],
      traits {
        $0.norms = ["post_attention_layernorm", "post_feedforward_layernorm"]
        $0.queryKeyNorm = .perHead
        $0.windows = .allBut(period: 4)
      }
    ),
    (["olmo2"], olmo(.none)), (["olmo3"], olmo(.usual)),
    // Attention and feed-forward part work side by side behind one norm.
    (
      ["cohere"],
      traits {
        $0.norms = ["input_layernorm"]
        $0.queryKeyNorm = .wholeWidth
        $0.queryKeyNormKey = ("use_qk_norm", false)
        $0.tiesEmbeddings = true
        $0.windows = .none
      }
    ),
    (
      ["cohere2"],
      traits {
        $0.norms = ["input_layernorm"]
        $0.tiesEmbeddings = true
        $0.windows = .allBut(period: 4)
        $0.disregarded = ["order_of_interleaved_layers", "layer_switch", "use_qk_norm", "use_parallel_block"]
      }
    ),
    (
      ["phi3", "phi4"],
      traits {
        ($0.inputBias, $0.outputBias) = (.never, .never); $0.disregarded = ["attention_bias"]
      }
    ),
    (["gemma"], traits { $0.tiesEmbeddings = true }),
    (
      ["gemma2"],
      traits {
        $0.norms = fourNorms; $0.tiesEmbeddings = true; $0.windows = .allBut(period: 2)
      }
    ),
    (
      ["glm"],
      traits {
        $0.inputBias = .key("attention_bias", default: true); $0.outputBias = .never
      }
    ),
    (
      ["glm4"],
      traits {
        $0.norms = fourNormsOfGLM
        $0.outputBias = .never
      }
    ),
    (
      ["glm4v_text", "glm4v"],
      traits {
        $0.norms = fourNormsOfGLM
        $0.inputBias = .key("attention_bias", default: true)
        $0.outputBias = .never
      }
    ),
    (
      ["chatglm"],
      traits {
        $0.inputBias = .key("add_qkv_bias", default: true)
        $0.outputBias = .key("add_bias_linear", default: false)
        $0.feedForwardBias = .key("add_bias_linear", default: false)
        $0.windows = .none
        $0.disregarded = [
          "multi_query_attention", "post_layer_norm", "interleaved_qkv", "apply_residual_connection_post_layernorm",
          "vocab_size", "original_rope", "kv_channels",
        ]
      }
    ),
    (
      ["nemotron"],
      traits {
        $0.feedForward = .ungated; $0.normsHaveBias = true; $0.windows = .none
      }
    ),
    (["arcee"], traits { $0.feedForward = .ungated }),
    (
      ["apertus"],
      traits {
        $0.feedForward = .ungated
        $0.norms = ["attention_layernorm", "feedforward_layernorm"]
        $0.queryKeyNorm = .perHead
        $0.queryKeyNormKey = ("qk_norm", true)
      }
    ),
    (
      ["stablelm"],
      traits {
        $0.inputBias = .key("use_qkv_bias", default: false)
        $0.outputBias = .never
        $0.normsHaveBias = true
        $0.windows = .none
      }
    ),
    (
      ["starcoder2"],
      withBiases {
        let bias = Bias.key("use_bias", default: true)
        ($0.inputBias, $0.outputBias, $0.feedForwardBias) = (bias, bias, bias)
        $0.feedForward = FeedForwardNames(gate: nil, up: "c_fc", down: "c_proj")
        $0.tiesEmbeddings = true
        $0.windows = .usual
        $0.disregarded = ["mlp_type"]
      }
    ),
    (
      ["phi"],
      withBiases {
        $0.feedForward = FeedForwardNames(gate: nil, up: "fc1", down: "fc2"); $0.norms = ["input_layernorm"];
        $0.hasHeadBias = true
      }
    ),
    (
      ["gpt_neox"],
      withBiases {
        $0.feedForward = FeedForwardNames(gate: nil, up: "dense_h_to_4h", down: "dense_4h_to_h");
        $0.disregarded = ["use_parallel_residual"]
      }
    ),
    (
      ["gpt2"],
      withBiases {
        $0.feedForward = FeedForwardNames(gate: nil, up: "c_fc", down: "c_proj")
        $0.tiesEmbeddings = true
        $0.spareRowsOfPositions = 0
        $0.disregarded = ["n_ctx", "scale_attn_by_inverse_layer_idx"]
      }
    ),
    (
      ["opt"],
      withBiases {
        $0.feedForward = FeedForwardNames(gate: nil, up: "fc1", down: "fc2")
        $0.tiesEmbeddings = true
        $0.spareRowsOfPositions = 2
        $0.disregarded = ["word_embed_proj_dim", "enable_bias", "do_layer_norm_before"]
      }
    ),
  ]
}
