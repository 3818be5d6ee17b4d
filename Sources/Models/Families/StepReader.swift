import Formats

/// Step-3.5 and Step-3.7: windows in most layers, with more heads of their own, gates for each head, and a shared expert.
struct StepReader: ArchitectureReader {
  static let modelTypes = ["step3p5", "step3p7"]

  let frame: ModelFrame
  private let full: GroupedQueryAttention
  private let windowed: GroupedQueryAttention
  private let isWindowed: [Bool]
  private let hasHeadGate: Bool
  private let feedForward: LayeredFeedForward
  private let predictionLayers: Int

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    full = try Self.attention(text, frame)
    windowed = try Self.windowedAttention(text, full)
    predictionLayers = try text.count("num_nextn_predict_layers", limit: .draftLayers)
    // The list goes on with the drafting layers.
    guard let types = try text.perLayer("layer_types", layers: frame.layerCount, spare: predictionLayers) else {
      throw text.missing("layer_types", expected: "which layers have a sliding window")
    }
    isWindowed = try types.map { try WindowPattern.isSliding($0) }
    hasHeadGate = try text.flag("use_head_wise_attn_gate")
    feedForward = try LayeredFeedForward(
      text, mixture: Self.mixture(text, frame), isMixture: Self.mixtureLayers(text, layers: frame.layerCount))
    text.disregard(
      "moe_every_n_layer", "norm_expert_weight", "use_moe", "use_mfa", "moe_router_activation",
      "moe_router_scaling_factor",
      "yarn_only_types", "use_rope_layers", "partial_rotary_factors", "swiglu_limits", "swiglu_limits_shared")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: mixer(isWindowed[index] ? windowed : full, maker), feedForward: feedForward.part(index, maker),
      otherTensors: frame.layerNorms(maker))
  }

  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? {
    PredictionTensors(frame: frame, copiesTables: false).prediction(predictionLayers, maker, names) { place, index in
      LayerKind(
        mixer: mixer(isWindowed.indices.contains(index) && isWindowed[index] ? windowed : full, place),
        feedForward: .dense(
          FeedForwardNames.projections.tensors(place, "mlp", inputs: frame.hiddenSize, inner: feedForward.denseWidth)),
        otherTensors: frame.layerNorms(place))
    }
  }

  private func mixer(_ attention: GroupedQueryAttention, _ maker: TensorMaker) -> TokenMixer {
    attention.mixer(
      maker, extra: hasHeadGate ? [maker.linear("self_attn.g_proj", attention.queryHeads, frame.hiddenSize)] : [])
  }

  private static func attention(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> GroupedQueryAttention {
    let heads = try text.size("num_attention_heads", limit: .heads)
    let groups = try text.size("num_attention_groups", "num_key_value_heads", limit: .heads)
    try GroupedQueryAttention.check(heads: heads, groups, in: text, key: "num_attention_groups")
    var attention = GroupedQueryAttention(
      hiddenSize: frame.hiddenSize, queryHeads: heads, keyValueHeads: groups,
      headSize: try text.size("head_dim", limit: .headSize))
    attention.norm = .perHead
    try text.requireUnset("attention_bias")
    return attention
  }

  private static func windowedAttention(
    _ text: ConfigurationSection, _ full: GroupedQueryAttention
  ) throws -> GroupedQueryAttention {
    var attention = full
    attention.kind = .sliding
    attention.window = try text.size("sliding_window", limit: .tokens)
    guard let other = try text.section("attention_other_setting") else { return attention }
    attention.queryHeads = try other.optionalSize("num_attention_heads", limit: .heads) ?? full.queryHeads
    attention.keyValueHeads = try other.optionalSize("num_attention_groups", limit: .heads) ?? full.keyValueHeads
    attention.headSize = try other.optionalSize("head_dim", limit: .headSize) ?? full.headSize
    attention.valueHeadSize = attention.headSize
    try GroupedQueryAttention.check(
      heads: attention.queryHeads, attention.keyValueHeads, in: other, key: "num_attention_groups")
    other.disregard("attention_type", "true_head_dim")
    return attention
  }

  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("moe_num_experts", "num_experts", limit: .experts),
      expertsPerToken: try text.size("moe_top_k", "num_experts_per_tok", limit: .experts),
      expertWidth: try text.size("moe_intermediate_size", limit: .innerWidth))
    mixture.path = "moe"
    mixture.sharedWidth = try text.count("share_expert_dim", limit: .innerWidth)
    mixture.sharedExpertCount = mixture.sharedWidth > 0 ? 1 : 0
    mixture.hasCorrectionBias = try text.flag("use_moe_router_bias")
    mixture.correctionBias = "router_bias"
    text.disregard("n_shared_experts", "share_expert_dims")
    try mixture.checkCounts(text)
    return mixture
  }

  /// `moe_layers_enum`, "3,4,5", or the first layers dense.
  private static func mixtureLayers(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    guard let list = try text.value("moe_layers_enum") else {
      return try MixturePattern.denseFirst(text, layers: layers)
    }
    let indices = try list.text().split(separator: ",").map { word in
      guard let index = Int(word.trimmingPrefix(" ")), (0..<SizeLimit.layers.rawValue).contains(index) else {
        throw list.fault(.wrongType, expected: "numbers of layers with commas between them")
      }
      return index
    }
    return (0..<layers).map(Set(indices).contains)
  }
}
