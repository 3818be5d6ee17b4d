/// GLM-4.5: grouped-query attention with biases, dense layers first, then mixtures of experts.
struct GLM4Reader: ArchitectureReader {
  static let modelTypes = ["glm4_moe"]

  let frame: ModelFrame
  private let attention: GroupedQueryAttention
  private let feedForward: LayeredFeedForward
  private let predictionLayers: Int

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    var attention = try GroupedQueryAttention(configuration, frame)
    // The output projection has no bias.
    attention.hasInputBias = try text.flag("attention_bias")
    attention.norm = try text.flag("use_qk_norm") ? .perHead : .none
    self.attention = attention
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("n_routed_experts", limit: .experts),
      expertsPerToken: try text.size("num_experts_per_tok", limit: .experts),
      expertWidth: try text.size("moe_intermediate_size", limit: .innerWidth))
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
    guard predictionLayers > 0 else { return nil }
    let first = frame.layerCount
    let layers = (first..<first + predictionLayers).map { index in
      let place = maker.at("\(names.layers)\(index).")
      return Layer(
        index: index,
        kind: LayerKind(
          mixer: attention.mixer(place), feedForward: feedForward.mixture.feedForward(place),
          otherTensors: frame.layerNorms(place)))
    }
    return PredictionTensors(frame: frame, copiesTables: true).prediction(layers, maker, names)
  }
}
