import Formats

/// Dense transformers with grouped-query attention: Llama, Mistral, Ministral, Qwen2 and Qwen3.
struct DenseReader: ArchitectureReader {
  static let modelTypes = ["llama", "mistral", "ministral3", "qwen2", "qwen3"]

  let frame: ModelFrame
  private let attention: GroupedQueryAttention
  /// The window of each layer, in tokens; `nil` for full attention.
  private let windows: [Int?]
  private let innerWidth: Int
  private let hasFeedForwardBias: Bool

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    var attention = try GroupedQueryAttention(configuration, frame)
    let hasBias = try text.flag("attention_bias")
    // Qwen2 always has biases on queries, keys and values, and never on the output.
    attention.hasInputBias = hasBias || configuration.modelType == "qwen2"
    attention.hasOutputBias = hasBias
    attention.norm = configuration.modelType == "qwen3" ? .perHead : .none
    self.attention = attention
    windows = try WindowPattern.read(text, configuration.modelType, layers: frame.layerCount)
    innerWidth = try text.size("intermediate_size", limit: .innerWidth)
    hasFeedForwardBias = try text.flag("mlp_bias")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var attention = attention
    attention.window = windows[index]
    attention.kind = windows[index] == nil ? .full : .sliding
    return LayerKind(
      mixer: attention.mixer(maker), feedForward: .dense(feedForward(maker)), otherTensors: frame.layerNorms(maker))
  }

  private func feedForward(_ maker: TensorMaker) -> [Tensor] {
    let matrices = FeedForwardNames.projections.tensors(maker, "mlp", inputs: frame.hiddenSize, inner: innerWidth)
    guard hasFeedForwardBias else { return matrices }
    return matrices + [
      maker.vector("mlp.gate_proj.bias", innerWidth, .divided), maker.vector("mlp.up_proj.bias", innerWidth, .divided),
      maker.vector("mlp.down_proj.bias", frame.hiddenSize),
    ]
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
  static let modelTypes = ["qwen3_moe"]

  let frame: ModelFrame
  private let attention: GroupedQueryAttention
  private let windows: [Int?]
  private let feedForward: LayeredFeedForward

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
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
