import Formats

/// Gemma-3 and Gemma-4: windows in most layers, four norms a layer, tied embeddings. Gemma-4 also has layers that use the cache of
/// earlier ones, embeddings of each layer (E2B, E4B), and experts beside a dense part (26B-A4B).
struct GemmaReader: ArchitectureReader {
  static let modelTypes = ["gemma3_text", "gemma4_text"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let windowed: GroupedQueryAttention
  private let full: GroupedQueryAttention
  private let isWindowed: [Bool]
  private let innerWidth: Int
  private let isThird: Bool
  private let perLayer: PerLayerEmbedding?
  /// Layers from this one on use the keys and values of earlier layers.
  private let firstSharing: Int
  /// Those layers have a feed-forward part of twice the width.
  private let doublesWidthOfSharing: Bool
  /// The experts beside the dense part, which counts as a shared expert.
  private let mixture: ExpertMixture?

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    isThird = configuration.modelType == "gemma3_text"
    // Gemma-3 leaves these to the defaults of its class in the library transformers.
    frame = try ModelFrame(configuration, vocabularySize: isThird ? 262_208 : nil, tiesEmbeddings: true)
    names =
      !configuration.isNested
      ? .usual
      : isThird
        ? .inside("language_model.model", head: "language_model.lm_head")
        : .inside("model.language_model", head: "lm_head")
    var attention = try GroupedQueryAttention(configuration, frame, defaults: isThird ? (8, 4, 256) : nil)
    attention.norm = .perHead
    attention.hasInputBias = try text.flag("attention_bias")
    attention.hasOutputBias = attention.hasInputBias
    full = isThird ? attention : try Self.globalAttention(text, attention)
    attention.window = try text.size("sliding_window", limit: .tokens)
    attention.kind = .sliding
    windowed = attention
    isWindowed = try Self.windowedLayers(text, layers: frame.layerCount, defaultPeriod: isThird ? 6 : nil)
    innerWidth = try text.size("intermediate_size", limit: .innerWidth)
    perLayer = try PerLayerEmbedding(text, frame)
    let sharing = try text.count("num_kv_shared_layers", limit: .layers)
    if sharing > frame.layerCount, let node = try text.value("num_kv_shared_layers") {
      throw node.fault(.conflict, expected: "at most the \(frame.layerCount) layers")
    }
    firstSharing = frame.layerCount - sharing
    doublesWidthOfSharing = try text.flag("use_double_wide_mlp")
    mixture = try text.flag("enable_moe_block") ? Self.mixture(text, frame, innerWidth) : nil
    if mixture == nil { text.disregard("num_experts", "top_k_experts", "moe_intermediate_size") }
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var attention = isWindowed[index] ? windowed : full
    attention.sharesCache = index >= firstSharing
    var others = norms(maker)
    if !isThird { others.append(maker.vector("layer_scalar", 1)) }
    if mixture != nil {
      others += ["pre_feedforward_layernorm_2", "post_feedforward_layernorm_1", "post_feedforward_layernorm_2"].map {
        maker.vector("\($0).weight", frame.hiddenSize)
      }
      others.append(maker.vector("router.scale", frame.hiddenSize))
    }
    return LayerKind(
      mixer: attention.mixer(maker), feedForward: feedForward(index, maker),
      otherTensors: others + (perLayer?.layerTensors(maker) ?? []))
  }

  func extraEmbedding(_ maker: TensorMaker) -> [Tensor] {
    perLayer.map { [maker.table("\(names.root)embed_tokens_per_layer", $0.vocabularySize, $0.allLayers)] } ?? []
  }

  func extraOutput(_ maker: TensorMaker) -> [Tensor] {
    perLayer.map { part in
      [
        maker.plainMatrix("\(names.root)per_layer_model_projection", part.allLayers, frame.hiddenSize),
        maker.vector("\(names.root)per_layer_projection_norm.weight", part.width),
      ]
    } ?? []
  }

  private func feedForward(_ index: Int, _ maker: TensorMaker) -> FeedForward {
    if let mixture { return mixture.feedForward(maker) }
    let inner = doublesWidthOfSharing && index >= firstSharing ? 2 * innerWidth : innerWidth
    return .dense(FeedForwardNames.projections.tensors(maker, "mlp", inputs: frame.hiddenSize, inner: inner))
  }

  private func norms(_ maker: TensorMaker) -> [Tensor] {
    frame.layerNorms(maker)
      + ["pre_feedforward_layernorm.weight", "post_feedforward_layernorm.weight"].map {
        maker.vector($0, frame.hiddenSize)
      }
  }

  /// Every token passes the dense part too, as it would a shared expert.
  private static func mixture(
    _ text: ConfigurationSection, _ frame: ModelFrame, _ innerWidth: Int
  ) throws -> ExpertMixture {
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("num_experts", limit: .experts),
      expertsPerToken: try text.size("top_k_experts", limit: .experts),
      expertWidth: try text.size("moe_intermediate_size", limit: .innerWidth))
    mixture.path = ""
    mixture.router = "router.proj"
    mixture.sharedPath = "mlp"
    mixture.sharedExpertCount = 1
    mixture.sharedWidth = innerWidth
    // A factor for each expert, in the model's format.
    mixture.hasCorrectionBias = true
    mixture.correctionBias = "router.per_expert_scale"
    mixture.correctionBiasFormat = nil
    if mixture.expertsPerToken > mixture.expertCount, let node = try text.value("top_k_experts") {
      throw node.fault(.conflict, expected: "at most the \(mixture.expertCount) experts")
    }
    return mixture
  }

  /// Full layers of Gemma-4 have fewer, wider heads, and values that are the keys.
  private static func globalAttention(
    _ text: ConfigurationSection, _ windowed: GroupedQueryAttention
  ) throws -> GroupedQueryAttention {
    var attention = windowed
    attention.headSize = try text.optionalSize("global_head_dim", limit: .headSize) ?? windowed.headSize
    attention.valueHeadSize = attention.headSize
    attention.keyValueHeads =
      try text.optionalSize("num_global_key_value_heads", limit: .heads) ?? windowed.keyValueHeads
    try GroupedQueryAttention.check(
      heads: attention.queryHeads, attention.keyValueHeads, in: text, key: "num_global_key_value_heads")
    attention.valuesAreKeys = try text.flag("attention_k_eq_v")
    return attention
  }

  private static func windowedLayers(
    _ text: ConfigurationSection, layers: Int, defaultPeriod: Int?
  ) throws -> [Bool] {
    let period =
      try text.optionalSize("sliding_window_pattern", "_sliding_window_pattern", limit: .layers) ?? defaultPeriod
    if let types = try text.perLayer("layer_types", layers: layers) {
      return try types.map { try WindowPattern.isSliding($0) }
    }
    guard let period else { throw text.missing("layer_types", expected: "which layers have a sliding window") }
    return (0..<layers).map { ($0 + 1) % period != 0 }
  }
}

/// A small embedding of each token for every layer, added there behind a gate (Gemma-4 E2B and E4B).
private struct PerLayerEmbedding {
  let width: Int
  let vocabularySize: Int
  let layers: Int
  let hiddenSize: Int

  /// Elements for all layers together.
  var allLayers: Int { layers * width }

  /// `nil` for models without.
  init?(_ text: ConfigurationSection, _ frame: ModelFrame) throws {
    let width = try text.count("hidden_size_per_layer_input", limit: .width)
    let vocabulary = try text.optionalSize("vocab_size_per_layer_input", limit: .vocabulary)
    guard width > 0 else { return nil }
    self.width = width
    vocabularySize = vocabulary ?? frame.vocabularySize
    (layers, hiddenSize) = (frame.layerCount, frame.hiddenSize)
  }

  func layerTensors(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.linear("per_layer_input_gate", width, hiddenSize), maker.linear("per_layer_projection", hiddenSize, width),
      maker.vector("post_per_layer_input_norm.weight", hiddenSize),
    ]
  }
}
