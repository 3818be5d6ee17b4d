import Formats

/// Qwen3-Next, Qwen3.5 and Qwen3.6: mostly linear attention, every few layers gated full attention; dense, or mixtures with a
/// shared expert.
struct QwenHybridReader: ArchitectureReader {
  static let modelTypes = ["qwen3_5", "qwen3_5_moe", "qwen3_5_moe_text", "qwen3_5_text", "qwen3_next"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let attention: GroupedQueryAttention
  private let linear: GatedDeltaNet
  private let isFull: [Bool]
  /// `nil` for dense models.
  private let mixtures: LayeredFeedForward?
  private let innerWidth: Int
  private let predictionLayers: Int
  private let predictionHasEmbedding: Bool

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    let isNext = configuration.modelType == "qwen3_next"
    frame = try ModelFrame(configuration)
    names = !configuration.isNested ? .usual : .inside("model.language_model", head: "lm_head")
    attention = try Self.attention(configuration, frame)
    linear = try GatedDeltaNet(text, hiddenSize: frame.hiddenSize, fusesProjections: isNext)
    isFull = try Self.fullLayers(text, layers: frame.layerCount)
    let isDense = ["qwen3_5", "qwen3_5_text"].contains(configuration.modelType)
    mixtures =
      isDense
      ? nil
      : try LayeredFeedForward(
        text, mixture: Self.mixture(text, frame),
        isMixture: MixturePattern.sparseStep(text, layers: frame.layerCount))
    innerWidth =
      isDense
      ? try text.size("intermediate_size", limit: .innerWidth)
      : try text.count("intermediate_size", limit: .innerWidth)
    // Qwen3-Next names no drafting layer, but its checkpoints hold one.
    predictionLayers =
      try text.value("mtp_num_hidden_layers")?.integer(atMost: SizeLimit.draftLayers.rawValue) ?? (isNext ? 1 : 0)
    predictionHasEmbedding = try text.flag("mtp_use_dedicated_embeddings")
    try text.requireUnset("use_sliding_window")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: isFull[index] ? attention.mixer(maker) : linear.mixer(maker),
      feedForward: mixtures?.part(index, maker) ?? dense(maker), otherTensors: frame.layerNorms(maker))
  }

  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? {
    guard predictionLayers > 0 else { return nil }
    let layers = (0..<predictionLayers).map { index in
      let place = maker.at("mtp.layers.\(index).")
      return Layer(
        index: frame.layerCount + index,
        kind: LayerKind(
          mixer: attention.mixer(place), feedForward: mixtures?.mixture.feedForward(place) ?? dense(place),
          otherTensors: frame.layerNorms(place)))
    }
    let place = maker.at("mtp.")
    var tensors = [place.plainMatrix("fc", frame.hiddenSize, 2 * frame.hiddenSize)]
    tensors += ["pre_fc_norm_embedding.weight", "pre_fc_norm_hidden.weight", "norm.weight"].map {
      place.vector($0, frame.hiddenSize)
    }
    if predictionHasEmbedding { tensors.append(place.table("embed_tokens", frame.vocabularySize, frame.hiddenSize)) }
    return MultiTokenPrediction(layers: layers, otherTensors: tensors)
  }

  private func dense(_ maker: TensorMaker) -> FeedForward {
    .dense(FeedForwardNames.projections.tensors(maker, "mlp", inputs: frame.hiddenSize, inner: innerWidth))
  }

  private static func attention(
    _ configuration: ModelConfiguration, _ frame: ModelFrame
  ) throws -> GroupedQueryAttention {
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.norm = .perHead
    attention.gatesOutput = try configuration.text.flag("attn_output_gate", default: true)
    attention.hasInputBias = try configuration.text.flag("attention_bias")
    attention.hasOutputBias = attention.hasInputBias
    return attention
  }

  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = try ExpertMixture(text, frame, experts: "num_experts")
    mixture.sharedWidth = try text.count("shared_expert_intermediate_size", limit: .innerWidth)
    mixture.sharedExpertCount = mixture.sharedWidth > 0 ? 1 : 0
    mixture.sharedPath = "shared_expert"
    mixture.gatesShared = true
    try mixture.checkCounts(text)
    return mixture
  }

  /// `layer_types`, or every `full_attention_interval`-th layer.
  private static func fullLayers(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    let interval = try text.optionalSize("full_attention_interval", limit: .layers)
    if let types = try text.perLayer("layer_types", layers: layers) {
      return try types.map { type in
        switch try type.text() {
        case "full_attention": return true
        case "linear_attention": return false
        default: throw type.fault(.unknownValue, expected: "\"full_attention\" or \"linear_attention\"")
        }
      }
    }
    guard let interval else { throw text.missing("full_attention_interval", expected: "or a list layer_types") }
    return (0..<layers).map { ($0 + 1) % interval == 0 }
  }
}
