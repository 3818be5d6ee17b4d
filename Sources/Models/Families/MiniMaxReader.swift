import Formats

/// MiniMax-M1 and -M2: full or linear attention, listed layer by layer, and mixtures of experts in every layer.
struct MiniMaxReader: ArchitectureReader {
  static let modelTypes = ["minimax_m1", "minimax_m2", "minimax_text_01"]

  let frame: ModelFrame
  private let attention: GroupedQueryAttention
  private let linear: LightningAttention
  private let isLinear: [Bool]
  private let mixture: ExpertMixture

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.norm = try Self.norm(text)
    self.attention = attention
    linear = LightningAttention(
      hiddenSize: frame.hiddenSize, heads: attention.queryHeads, headSize: attention.headSize)
    isLinear =
      try text.perLayer("attn_type_list", layers: frame.layerCount)?.map { try $0.integer(atMost: 1) == 0 }
      ?? Array(repeating: false, count: frame.layerCount)
    mixture = try Self.mixture(text, frame)
    try text.requireUnset("sliding_window")
    // Checkpoints of M2 say that they have drafting layers and hold none.
    text.disregard("use_mtp", "mtp_transformer_layers", "num_mtp_modules", "postnorm")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: isLinear[index] ? linear.mixer(maker) : attention.mixer(maker),
      feedForward: mixture.feedForward(maker), otherTensors: frame.layerNorms(maker))
  }

  private static func norm(_ text: ConfigurationSection) throws -> GroupedQueryAttention.QueryKeyNorm {
    let kind = try text.value("qk_norm_type")
    guard try text.flag("use_qk_norm") else { return .none }
    switch try kind?.text() {
    case "per_layer": return .wholeWidth
    case "per_head", nil: return .perHead
    default: throw text.missing("qk_norm_type", expected: "\"per_layer\" or \"per_head\"")
    }
  }

  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = try ExpertMixture(text, frame, experts: "num_local_experts", width: "intermediate_size")
    mixture.path = "block_sparse_moe"
    mixture.names = .numbered
    mixture.sharedWidth = try text.count("shared_intermediate_size", limit: .innerWidth)
    mixture.sharedExpertCount = mixture.sharedWidth > 0 ? 1 : 0
    mixture.sharedPath = "shared_mlp"
    mixture.hasCorrectionBias = try text.flag("use_routing_bias")
    mixture.correctionBias = "e_score_correction_bias"
    try mixture.checkCounts(text)
    return mixture
  }
}

/// MiniMax-M3: attention over blocks that an indexer picks, dense layers first, then mixtures of experts.
struct MiniMaxM3Reader: ArchitectureReader {
  static let modelTypes = ["minimax_m3", "minimax_m3_text", "minimax_m3_vl"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let attention: GroupedQueryAttention
  private let indexer: BlockIndexer
  private let isSparse: [Bool]
  private let feedForward: LayeredFeedForward

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    names = configuration.isNested ? .inside("language_model.model", head: "language_model.lm_head") : .usual
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.norm = try text.flag("use_qk_norm") ? .perHead : .none
    attention.gatesOutput = try text.flag("attention_output_gate")
    self.attention = attention
    guard let section = try text.section("sparse_attention_config") else {
      throw text.missing("sparse_attention_config", expected: "which blocks attention reads")
    }
    indexer = try BlockIndexer(section, hiddenSize: frame.hiddenSize)
    isSparse = try BlockIndexer.layers(section, layers: frame.layerCount)
    feedForward = try LayeredFeedForward(
      text, mixture: Self.mixture(text, frame),
      isMixture: MixturePattern.denseFirst(text, layers: frame.layerCount), widthKey: "dense_intermediate_size")
    // Two keys for drafting layers disagree (7 and 1), and the checkpoint holds none.
    text.disregard("num_mtp_modules", "num_nextn_predict_layers", "qk_norm_type")
    // Some files name the width of an expert twice.
    _ = try text.optionalSize("intermediate_size", "moe_intermediate_size", limit: .innerWidth)
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: isSparse[index] ? indexer.mixer(attention, maker) : attention.mixer(maker),
      feedForward: feedForward.part(index, maker), otherTensors: frame.layerNorms(maker))
  }

  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = try ExpertMixture(text, frame, experts: "num_local_experts", width: "intermediate_size")
    mixture.path = "block_sparse_moe"
    mixture.names = .numbered
    mixture.sharedNames = .projections
    mixture.sharedExpertCount = try text.count("n_shared_experts", limit: .experts)
    mixture.sharedWidth =
      try mixture.sharedExpertCount * text.count("shared_intermediate_size", limit: .innerWidth)
    mixture.hasCorrectionBias = try text.flag("use_routing_bias")
    mixture.correctionBias = "e_score_correction_bias"
    mixture.routerFormat = .float32
    try mixture.checkCounts(text)
    return mixture
  }
}
