import Formats

/// Dense transformers with grouped-query attention: Llama, Mistral, Qwen2 and Qwen3, Phi-3, GLM-4, Cohere, OLMo, Granite and
/// others, each with its `DenseTraits`.
struct DenseReader: ArchitectureReader {
  static let modelTypes = DenseTraits.all.keys.sorted()

  let frame: ModelFrame
  let names: CheckpointNames
  private let traits: DenseTraits
  private let attention: GroupedQueryAttention
  /// The window of each layer, in tokens; `nil` for full attention.
  private let windows: [Int?]
  private let innerWidth: Int
  private let hasFeedForwardBias: Bool
  private let predictionLayers: Int

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    let traits = DenseTraits.all[configuration.modelType] ?? DenseTraits()
    self.traits = traits
    frame = try ModelFrame(configuration, tiesEmbeddings: traits.tiesEmbeddings)
    names = Self.names(configuration)
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.hasInputBias = try traits.inputBias.isThere(text)
    attention.hasOutputBias = try traits.outputBias.isThere(text)
    let isNormalized = try traits.queryKeyNormKey.map { try text.flag($0.name, default: $0.default) } ?? true
    attention.norm = isNormalized ? traits.queryKeyNorm : .none
    self.attention = attention
    windows = try Self.windows(configuration, traits, layers: frame.layerCount)
    innerWidth = try Self.innerWidth(text, traits, frame)
    hasFeedForwardBias = try traits.feedForwardBias.isThere(text)
    predictionLayers =
      configuration.modelType == "mimo" ? try text.count("num_nextn_predict_layers", limit: .draftLayers) : 0
    for name in traits.disregarded { text.disregard(name) }
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var attention = attention
    attention.window = windows[index]
    attention.kind = windows[index] == nil ? .full : .sliding
    return LayerKind(mixer: attention.mixer(maker), feedForward: .dense(feedForward(maker)), otherTensors: norms(maker))
  }

  func extraEmbedding(_ maker: TensorMaker) -> [Tensor] {
    guard let spare = traits.spareRowsOfPositions else { return [] }
    return [maker.table("\(names.root)embed_positions", (frame.maximumContext ?? 0) + spare, frame.hiddenSize)]
  }

  func extraOutput(_ maker: TensorMaker) -> [Tensor] {
    (traits.normsHaveBias ? [maker.vector(names.finalNorm + ".bias", frame.hiddenSize)] : [])
      + (traits.hasHeadBias ? [maker.vector(names.head + ".bias", frame.vocabularySize, .divided)] : [])
  }

  /// The drafting layers of MiMo: two norms and a projection in front of a usual layer, and a norm behind it.
  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? {
    guard predictionLayers > 0 else { return nil }
    let places = (0..<predictionLayers).map { maker.at("model.mtp_layers.\($0).") }
    return MultiTokenPrediction(
      layers: places.enumerated().map { index, place in
        Layer(
          index: frame.layerCount + index,
          kind: LayerKind(
            mixer: attention.mixer(place), feedForward: .dense(feedForward(place)), otherTensors: norms(place)))
      },
      otherTensors: places.flatMap { place in
        [place.plainMatrix("input_proj", frame.hiddenSize, 2 * frame.hiddenSize)]
          + ["token_layernorm.weight", "hidden_layernorm.weight", "final_layernorm.weight"].map {
            place.vector($0, frame.hiddenSize)
          }
      })
  }

  private func norms(_ maker: TensorMaker) -> [Tensor] {
    traits.norms.flatMap { name in
      [maker.vector("\(name).weight", frame.hiddenSize)]
        + (traits.normsHaveBias ? [maker.vector("\(name).bias", frame.hiddenSize)] : [])
    }
  }

  private func feedForward(_ maker: TensorMaker) -> [Tensor] {
    traits.feedForward.tensors(maker, "mlp", inputs: frame.hiddenSize, inner: innerWidth)
      + (hasFeedForwardBias
        ? traits.feedForward.biases(maker, "mlp", outputs: frame.hiddenSize, inner: innerWidth) : [])
  }

  /// The language model of a larger one lies inside it, at a place that depends on the larger one.
  private static func names(_ configuration: ModelConfiguration) -> CheckpointNames {
    guard configuration.isNested else { return .usual }
    return configuration.modelType.hasPrefix("qwen3_vl") || configuration.modelType.hasPrefix("glm4v")
      ? .inside("model.language_model", head: "lm_head")
      : .inside("language_model.model", head: "language_model.lm_head")
  }

  private static func innerWidth(
    _ text: ConfigurationSection, _ traits: DenseTraits, _ frame: ModelFrame
  ) throws -> Int {
    for name in traits.innerWidthKeys {
      if let width = try text.optionalSize(name, limit: .innerWidth) { return width }
    }
    // GPT-2 leaves out what is four times the hidden size.
    guard traits.spareRowsOfPositions == 0 else { return try text.size("intermediate_size", limit: .innerWidth) }
    return 4 * frame.hiddenSize
  }

  private static func windows(
    _ configuration: ModelConfiguration, _ traits: DenseTraits, layers: Int
  ) throws -> [Int?] {
    let text = configuration.text
    switch traits.windows {
    case .none:
      text.disregard("sliding_window", "use_sliding_window", "max_window_layers", "layer_types")
      return Array(repeating: nil, count: layers)
    case .usual: return try WindowPattern.read(text, configuration.modelType, layers: layers)
    case .allBut(let usual):
      let window = try text.optionalSize("sliding_window", "sliding_window_size", limit: .tokens)
      let period = try WindowPattern.period(text) ?? usual
      let types = try text.perLayer("layer_types", layers: layers)
      guard let window else { return Array(repeating: nil, count: layers) }
      if let types { return try types.map { try WindowPattern.isSliding($0) ? window : nil } }
      return (0..<layers).map { ($0 + 1) % period == 0 ? nil : window }
    }
  }
}

/// Mixtral: grouped-query attention and a mixture of few, large experts in every layer.
struct MixtralReader: ArchitectureReader {
  static let modelTypes = ["mixtral"]

  let frame: ModelFrame
  private let attention: GroupedQueryAttention
  private let mixture: ExpertMixture

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.window = try text.optionalSize("sliding_window", limit: .tokens)
    attention.kind = attention.window == nil ? .full : .sliding
    self.attention = attention
    var mixture = try ExpertMixture(text, frame, experts: "num_local_experts", width: "intermediate_size")
    mixture.path = "block_sparse_moe"
    mixture.names = .numbered
    try mixture.checkCounts(text)
    self.mixture = mixture
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: attention.mixer(maker), feedForward: mixture.feedForward(maker), otherTensors: frame.layerNorms(maker))
  }
}

/// Qwen3-MoE: grouped-query attention with normalised heads, and mixtures of experts without shared ones.
struct Qwen3MixtureReader: ArchitectureReader {
  static let modelTypes = ["qwen3_moe", "qwen3_vl_moe", "qwen3_vl_moe_text", "qwen3_omni_moe_text"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let attention: GroupedQueryAttention
  private let windows: [Int?]
  private let feedForward: LayeredFeedForward

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    names = configuration.isNested ? .inside("model.language_model", head: "lm_head") : .usual
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.hasInputBias = try text.flag("attention_bias")
    attention.hasOutputBias = attention.hasInputBias
    attention.norm = .perHead
    self.attention = attention
    windows = try WindowPattern.read(text, configuration.modelType, layers: frame.layerCount)
    let mixture = try ExpertMixture(text, frame, experts: "num_experts")
    try mixture.checkCounts(text)
    feedForward = try LayeredFeedForward(
      text, mixture: mixture, isMixture: MixturePattern.sparseStep(text, layers: frame.layerCount))
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var attention = attention
    attention.window = windows[index]
    attention.kind = windows[index] == nil ? .full : .sliding
    return LayerKind(
      mixer: attention.mixer(maker), feedForward: feedForward.part(index, maker),
      otherTensors: frame.layerNorms(maker))
  }
}
