import Inputs

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
    let mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("num_experts", limit: .experts),
      expertsPerToken: try text.size("num_experts_per_tok", limit: .experts),
      expertWidth: try text.size("moe_intermediate_size", limit: .innerWidth))
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
