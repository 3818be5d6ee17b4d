import Formats

/// Mixtures of experts with grouped-query attention that differ from Mixtral, Qwen3 and GLM-4.5 in few things: Qwen2-MoE, OLMoE,
/// Phi-3.5-MoE, Granite-MoE, DeepSeekMoE, dots.llm1, ERNIE-4.5, Hunyuan-A13B, Ling and Ring.
struct GroupedMixtureReader: ArchitectureReader {
  static let modelTypes = [
    "bailing_moe", "bailing_moe_v2", "deepseek", "dots1", "ernie4_5_moe", "granitemoe", "granitemoeshared",
    "hunyuan_v1_moe",
    "olmoe",
    "phimoe", "qwen2_moe", "solar_open",
  ]

  let frame: ModelFrame
  private let attention: GroupedQueryAttention
  private let windows: [Int?]
  private let feedForward: LayeredFeedForward
  private let normsHaveBias: Bool
  private let hasHeadBias: Bool
  private let predictionLayers: Int

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    let type = configuration.modelType
    frame = try ModelFrame(configuration, tiesEmbeddings: type.hasPrefix("granite") || type == "ernie4_5_moe")
    attention = try Self.attention(configuration, frame)
    windows =
      ["qwen2_moe", "phimoe", "dots1"].contains(type)
      ? try WindowPattern.read(text, type, layers: frame.layerCount) : Array(repeating: nil, count: frame.layerCount)
    let mixture = try Self.mixture(configuration, frame)
    try mixture.checkCounts(text)
    feedForward = try LayeredFeedForward(
      text, mixture: mixture, isMixture: Self.mixtureLayers(configuration, layers: frame.layerCount))
    normsHaveBias = type == "phimoe"
    hasHeadBias = try type == "phimoe" && text.flag("lm_head_bias")
    predictionLayers = try text.count("num_nextn_predict_layers", limit: .draftLayers)
    if type == "hunyuan_v1_moe" {
      text.disregard(
        "attention_head_dim", "cla_share_factor", "use_mixed_mlp_moe", "moe_layer_num_skipped",
        "moe_random_routing_dropped_token")
      try text.requireUnset("use_cla")
    }
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var attention = attention
    attention.window = windows[index]
    attention.kind = windows[index] == nil ? .full : .sliding
    return LayerKind(
      mixer: attention.mixer(maker), feedForward: feedForward.part(index, maker), otherTensors: norms(maker))
  }

  func extraOutput(_ maker: TensorMaker) -> [Tensor] {
    (normsHaveBias ? [maker.vector(names.finalNorm + ".bias", frame.hiddenSize)] : [])
      + (hasHeadBias ? [maker.vector(names.head + ".bias", frame.vocabularySize, .divided)] : [])
  }

  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? {
    PredictionTensors(frame: frame, copiesTables: false).prediction(predictionLayers, maker, names) { place, _ in
      LayerKind(
        mixer: attention.mixer(place), feedForward: feedForward.mixture.feedForward(place), otherTensors: norms(place))
    }
  }

  private func norms(_ maker: TensorMaker) -> [Tensor] {
    frame.layerNorms(maker)
      + (normsHaveBias
        ? ["input_layernorm.bias", "post_attention_layernorm.bias"].map { maker.vector($0, frame.hiddenSize) } : [])
  }

  private static func attention(
    _ configuration: ModelConfiguration, _ frame: ModelFrame
  ) throws -> GroupedQueryAttention {
    let text = configuration.text
    var attention = try GroupedQueryAttention(configuration, frame)
    switch configuration.modelType {
    case "qwen2_moe": attention.hasInputBias = try text.flag("qkv_bias", default: true)
    case "bailing_moe", "bailing_moe_v2":
      attention.hasInputBias = try text.flag("use_qkv_bias")
      attention.hasOutputBias = try text.flag("use_bias")
      attention.norm =
        try text.flag("use_qk_norm", default: configuration.modelType == "bailing_moe_v2") ? .perHead : .none
    case "ernie4_5_moe":
      attention.hasInputBias = try text.flag("use_bias")
      attention.hasOutputBias = attention.hasInputBias
    default:
      attention.hasInputBias = try text.flag("attention_bias")
      attention.hasOutputBias = attention.hasInputBias
      switch configuration.modelType {
      case "olmoe": attention.norm = .wholeWidth
      case "dots1": attention.norm = .perHead
      case "hunyuan_v1_moe": attention.norm = try text.flag("use_qk_norm", default: true) ? .perHead : .none
      case "solar_open": attention.norm = try text.flag("use_qk_norm") ? .perHead : .none
      default: break
      }
    }
    return attention
  }

  private static func mixture(_ configuration: ModelConfiguration, _ frame: ModelFrame) throws -> ExpertMixture {
    let text = configuration.text
    switch configuration.modelType {
    case "qwen2_moe":
      var mixture = try ExpertMixture(text, frame, experts: "num_experts")
      mixture.sharedWidth = try text.count("shared_expert_intermediate_size", limit: .innerWidth)
      mixture.sharedExpertCount = mixture.sharedWidth > 0 ? 1 : 0
      mixture.sharedPath = "shared_expert"
      mixture.gatesShared = true
      return mixture
    case "olmoe": return try ExpertMixture(text, frame, experts: "num_experts", width: "intermediate_size")
    case "phimoe", "granitemoe", "granitemoeshared":
      var mixture = try ExpertMixture(text, frame, experts: "num_local_experts", width: "intermediate_size")
      mixture.path = "block_sparse_moe"
      mixture.names = .numbered
      mixture.sharedNames = .projections
      mixture.sharedWidth = try text.count("shared_intermediate_size", limit: .innerWidth)
      mixture.sharedExpertCount = mixture.sharedWidth > 0 ? 1 : 0
      mixture.sharedPath = "shared_mlp"
      return mixture
    case "ernie4_5_moe":
      var mixture = ExpertMixture(
        hiddenSize: frame.hiddenSize, expertCount: try text.size("moe_num_experts", limit: .experts),
        expertsPerToken: try text.size("moe_k", limit: .experts),
        expertWidth: try text.size("moe_intermediate_size", limit: .innerWidth))
      mixture.sharedExpertCount = try text.count("moe_num_shared_experts", limit: .experts)
      mixture.sharedWidth = mixture.sharedExpertCount * mixture.expertWidth
      mixture.hasCorrectionBias = try text.flag("moe_use_aux_free", default: true)
      mixture.correctionBias = "moe_statics.e_score_correction_bias"
      mixture.routerFormat = .float32
      text.disregard("moe_capacity", "moe_gate", "moe_use_hard_gate", "moe_layer_end_index")
      return mixture
    case "hunyuan_v1_moe":
      var mixture = ExpertMixture(
        hiddenSize: frame.hiddenSize, expertCount: try text.size("num_experts", limit: .experts),
        expertsPerToken: try uniform(text, "moe_topk"), expertWidth: try uniform(text, "moe_intermediate_size"))
      mixture.sharedExpertCount = try uniform(text, "num_shared_expert")
      mixture.sharedWidth = try mixture.sharedExpertCount * text.size("intermediate_size", limit: .innerWidth)
      mixture.sharedPath = "shared_mlp"
      mixture.routerFormat = .float32
      return mixture
    case "bailing_moe", "bailing_moe_v2":
      var mixture = try ExpertMixture(text, frame, experts: "num_experts")
      mixture.sharedExpertCount = try text.count("num_shared_experts", limit: .experts)
      let width = try text.optionalSize("moe_shared_expert_intermediate_size", limit: .innerWidth)
      mixture.sharedWidth = mixture.sharedExpertCount * (width ?? mixture.expertWidth)
      mixture.hasCorrectionBias = try text.flag("moe_router_enable_expert_bias")
      mixture.correctionBias = "gate.expert_bias"
      mixture.expertGroups = try text.optionalSize("n_group", limit: .experts) ?? 1
      mixture.groupsPerToken = try text.optionalSize("topk_group", limit: .experts) ?? 1
      return mixture
    default:
      var mixture = try ExpertMixture(text, frame, experts: "n_routed_experts")
      try mixture.readGroupedRouting(text)
      mixture.hasCorrectionBias = configuration.modelType != "deepseek"
      return mixture
    }
  }

  /// A size for all layers, or a list with the same one for each.
  private static func uniform(_ text: ConfigurationSection, _ name: String) throws -> Int {
    guard let node = try text.value(name) else {
      throw text.missing(name, expected: "a whole number or a list of them")
    }
    guard case .list(let items) = node.content, let first = items.first else {
      return try node.integer(atLeast: 1, atMost: SizeLimit.innerWidth.rawValue)
    }
    let sizes = try items.map { try $0.integer(atLeast: 1, atMost: SizeLimit.innerWidth.rawValue) }
    guard Set(sizes).count == 1 else { throw node.fault(.unsupportedValue, expected: "the same for every layer") }
    return try first.integer(atLeast: 1)
  }

  private static func mixtureLayers(_ configuration: ModelConfiguration, layers: Int) throws -> [Bool] {
    let text = configuration.text
    switch configuration.modelType {
    case "qwen2_moe": return try MixturePattern.sparseStep(text, layers: layers)
    case "ernie4_5_moe":
      let first = try text.count("moe_layer_start_index", limit: .layers)
      let interval = try text.optionalSize("moe_layer_interval", limit: .layers) ?? 1
      return (0..<layers).map { $0 >= first && ($0 + 1) % interval == 0 }
    case "bailing_moe", "bailing_moe_v2", "deepseek", "dots1", "solar_open":
      return try MixturePattern.denseFirst(text, layers: layers)
    default: return Array(repeating: true, count: layers)
    }
  }
}
