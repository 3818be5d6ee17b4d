/// gpt-oss: alternating windows, attention sinks, biases everywhere, experts stored as one tensor.
struct GptOssReader: ArchitectureReader {
  static let modelTypes = ["gpt_oss"]

  let frame: ModelFrame
  private let attention: GroupedQueryAttention
  private let windows: [Int?]
  private let mixture: ExpertMixture

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.hasInputBias = try text.flag("attention_bias", default: true)
    attention.hasOutputBias = attention.hasInputBias
    attention.hasSinks = true
    self.attention = attention
    guard try text.value("layer_types") != nil else {
      throw text.missing("layer_types", expected: "which layers have a sliding window")
    }
    windows = try WindowPattern.read(text, configuration.modelType, layers: frame.layerCount)
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("num_local_experts", limit: .experts),
      expertsPerToken: try text.size("num_experts_per_tok", "experts_per_token", limit: .experts),
      expertWidth: try text.size("intermediate_size", limit: .innerWidth))
    mixture.router = "router"
    mixture.hasCorrectionBias = true
    mixture.correctionBias = "router.bias"
    mixture.correctionBiasFormat = nil
    try mixture.checkCounts(text)
    self.mixture = mixture
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var attention = attention
    attention.window = windows[index]
    attention.kind = windows[index] == nil ? .full : .sliding
    return LayerKind(
      mixer: attention.mixer(maker), feedForward: mixture.feedForward(maker, expertTensors: expertTensors(maker)),
      otherTensors: frame.layerNorms(maker))
  }

  private func expertTensors(_ maker: TensorMaker) -> [Tensor] {
    let inner = mixture.expertWidth
    return [
      maker.linear("mlp.experts.gate_up_proj", 2 * inner, frame.hiddenSize),
      maker.linear("mlp.experts.down_proj", frame.hiddenSize, inner),
      maker.vector("mlp.experts.gate_up_proj_bias", 2 * inner, .divided),
      maker.vector("mlp.experts.down_proj_bias", frame.hiddenSize),
    ]
  }
}

/// GLM-4.5 and GLM-4.5V: grouped-query attention with biases, dense layers first, then mixtures of experts.
struct GLM4Reader: ArchitectureReader {
  static let modelTypes = ["glm4_moe", "glm4v_moe", "glm4v_moe_text"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let attention: GroupedQueryAttention
  private let feedForward: LayeredFeedForward
  private let predictionLayers: Int

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    names = configuration.isNested ? .inside("model.language_model", head: "lm_head") : .usual
    var attention = try GroupedQueryAttention(configuration, frame)
    // The output projection has no bias.
    attention.hasInputBias = try text.flag("attention_bias")
    attention.norm = try text.flag("use_qk_norm") ? .perHead : .none
    self.attention = attention
    var mixture = try ExpertMixture(text, frame, experts: "n_routed_experts")
    mixture.sharedExpertCount = try text.count("n_shared_experts", limit: .experts)
    mixture.sharedWidth = mixture.sharedExpertCount * mixture.expertWidth
    mixture.hasCorrectionBias = true
    mixture.expertGroups = try text.optionalSize("n_group", limit: .experts) ?? 1
    mixture.groupsPerToken = try text.optionalSize("topk_group", limit: .experts) ?? 1
    try mixture.checkCounts(text)
    feedForward = try LayeredFeedForward(
      text, mixture: mixture, isMixture: MixturePattern.denseFirst(text, layers: frame.layerCount))
    predictionLayers = try text.count("num_nextn_predict_layers", limit: .draftLayers)
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: attention.mixer(maker), feedForward: feedForward.part(index, maker),
      otherTensors: frame.layerNorms(maker))
  }

  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? {
    PredictionTensors(frame: frame, copiesTables: true).prediction(predictionLayers, maker, names) { place, _ in
      LayerKind(
        mixer: attention.mixer(place), feedForward: feedForward.mixture.feedForward(place),
        otherTensors: frame.layerNorms(place))
    }
  }
}
