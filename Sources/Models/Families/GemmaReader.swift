import Formats

/// Gemma-3 and Gemma-4 (dense): windows in most layers, four norms a layer, tied embeddings.
struct GemmaReader: ArchitectureReader {
  static let modelTypes = ["gemma3_text", "gemma4_text"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let windowed: GroupedQueryAttention
  private let full: GroupedQueryAttention
  private let isWindowed: [Bool]
  private let innerWidth: Int
  private let hasLayerScale: Bool

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    let isThird = configuration.modelType == "gemma3_text"
    // Gemma-3 leaves these to the defaults of its class in the library transformers.
    frame = try ModelFrame(configuration, vocabularySize: isThird ? 262_208 : nil, tiesEmbeddings: true)
    names =
      isThird
      ? .inside("language_model.model", head: "language_model.lm_head")
      : .inside("model.language_model", head: "lm_head")
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.norm = .perHead
    attention.hasInputBias = try text.flag("attention_bias")
    attention.hasOutputBias = attention.hasInputBias
    full = isThird ? attention : try Self.globalAttention(text, attention)
    attention.window = try text.size("sliding_window", limit: .tokens)
    attention.kind = .sliding
    windowed = attention
    isWindowed = try Self.windowedLayers(text, layers: frame.layerCount, defaultPeriod: isThird ? 6 : nil)
    innerWidth = try text.size("intermediate_size", limit: .innerWidth)
    hasLayerScale = !isThird
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: (isWindowed[index] ? windowed : full).mixer(maker),
      feedForward: .dense(
        FeedForwardNames.projections.tensors(maker, "mlp", inputs: frame.hiddenSize, inner: innerWidth)),
      otherTensors: norms(maker) + (hasLayerScale ? [maker.vector("layer_scalar", 1)] : []))
  }

  private func norms(_ maker: TensorMaker) -> [Tensor] {
    frame.layerNorms(maker)
      + ["pre_feedforward_layernorm.weight", "post_feedforward_layernorm.weight"].map {
        maker.vector($0, frame.hiddenSize)
      }
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
    let period = try text.optionalSize("sliding_window_pattern", limit: .layers) ?? defaultPeriod
    if let types = try text.perLayer("layer_types", layers: layers) {
      return try types.map { try WindowPattern.isSliding($0) }
    }
    guard let period else { throw text.missing("layer_types", expected: "which layers have a sliding window") }
    return (0..<layers).map { ($0 + 1) % period != 0 }
  }
}
