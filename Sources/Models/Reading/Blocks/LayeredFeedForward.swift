/// Feed-forward parts of a model in which some layers are mixtures of experts and the others dense.
struct LayeredFeedForward {
  let mixture: ExpertMixture
  let isMixture: [Bool]
  /// Inner width of dense layers; 0 where there are none.
  let denseWidth: Int
  /// Where the tensors of dense layers stand.
  let densePath: String

  /// - Parameters:
  ///   - section: Where the dense width stands.
  ///   - mixture: The mixture of the layers that have one.
  ///   - isMixture: Which layers those are.
  ///   - widthKey: The key of the dense width, required where there is a dense layer.
  ///   - densePath: Where the tensors of dense layers stand.
  init(
    _ section: ConfigurationSection, mixture: ExpertMixture, isMixture: [Bool],
    widthKey: String = "intermediate_size", densePath: String = "mlp"
  ) throws {
    self.mixture = mixture
    self.isMixture = isMixture
    self.densePath = densePath
    denseWidth =
      try isMixture.contains(false)
      ? section.size(widthKey, limit: .innerWidth) : section.count(widthKey, limit: .innerWidth)
  }

  /// The part of one layer.
  func part(_ index: Int, _ maker: TensorMaker, expertTensors: [Tensor]? = nil) -> FeedForward {
    guard !isMixture[index] else { return mixture.feedForward(maker, expertTensors: expertTensors) }
    return .dense(
      FeedForwardNames.projections.tensors(maker, densePath, inputs: mixture.hiddenSize, inner: denseWidth))
  }
}
