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
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("num_local_experts", limit: .experts),
      expertsPerToken: try text.size("num_experts_per_tok", limit: .experts),
      expertWidth: try text.size("intermediate_size", limit: .innerWidth))
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
