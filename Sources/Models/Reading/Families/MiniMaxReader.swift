import Inputs

/// MiniMax-M1 and -M2: full or linear attention, listed layer by layer, and mixtures of experts in every layer.
struct MiniMaxReader: ArchitectureReader {
  static let modelTypes = ["minimax_m1", "minimax_m2"]

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
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("num_local_experts", limit: .experts),
      expertsPerToken: try text.size("num_experts_per_tok", limit: .experts),
      expertWidth: try text.size("intermediate_size", limit: .innerWidth))
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
