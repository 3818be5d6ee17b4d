import Formats

/// DeepSeek-V2, -V3, -V3.2, Kimi-K2, GLM-4.7-Flash and GLM-5: latent attention, dense layers first, then mixtures of experts.
struct DeepSeekReader: ArchitectureReader {
  static let modelTypes = ["deepseek_v2", "deepseek_v3", "deepseek_v32", "kimi_k2", "glm4_moe_lite", "glm_moe_dsa"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let attention: LatentAttention
  /// The indexer of each layer; `nil` without sparse attention.
  private let indexers: [SparseIndexer]?
  private let feedForward: LayeredFeedForward
  private let predictionLayers: Int
  private let copiesTables: Bool

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    // Kimi-K2.5 keeps the language model inside of a vision model.
    names = configuration.isNested ? .inside("language_model.model", head: "language_model.lm_head") : .usual
    attention = try LatentAttention(configuration, frame)
    indexers = try Self.indexers(text, frame)
    feedForward = try LayeredFeedForward(
      text, mixture: Self.mixture(text, frame),
      isMixture: MixturePattern.denseFirst(text, layers: frame.layerCount))
    predictionLayers = try text.count("num_nextn_predict_layers", limit: .draftLayers)
    // Checkpoints of GLM leave the copies of embedding and head out.
    copiesTables = !configuration.modelType.hasPrefix("glm")
    text.disregard("ep_size", "index_share_for_mtp_iteration", "layer_types")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: attention.mixer(maker, indexer: indexers?[index]),
      feedForward: feedForward.part(index, maker),
      otherTensors: frame.layerNorms(maker))
  }

  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? {
    var indexer = indexers?.first
    indexer?.isShared = false
    return PredictionTensors(frame: frame, copiesTables: copiesTables).prediction(predictionLayers, maker, names) {
      place, _ in
      LayerKind(
        mixer: attention.mixer(place, indexer: indexer), feedForward: feedForward.mixture.feedForward(place),
        otherTensors: frame.layerNorms(place))
    }
  }

  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("n_routed_experts", "num_experts", limit: .experts),
      expertsPerToken: try text.size("num_experts_per_tok", limit: .experts),
      expertWidth: try text.size("moe_intermediate_size", limit: .innerWidth))
    try mixture.readGroupedRouting(text)
    return mixture
  }

  /// Reads `indexer_types`, which lists the layers that own an indexer. A period alone does not decide.
  private static func indexers(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> [SparseIndexer]? {
    guard try text.value("index_topk") != nil else { return nil }
    let indexer = try SparseIndexer(text)
    text.disregard("index_skip_topk_offset", "index_topk_pattern")
    let period = try text.optionalSize("index_topk_freq", limit: .layers) ?? 1
    guard let types = try text.perLayer("indexer_types", layers: frame.layerCount) else {
      guard period == 1 else {
        throw text.missing("indexer_types", expected: "which layers have an indexer of their own")
      }
      return Array(repeating: indexer, count: frame.layerCount)
    }
    return try types.map { type in
      var own = indexer
      own.isShared = try type.text() == "shared"
      guard try own.isShared || type.text() == "full" else {
        throw type.fault(.unknownValue, expected: "\"full\" or \"shared\"")
      }
      return own
    }
  }
}
