import Formats

/// Kimi-Linear and Kimi-K3: delta attention in most layers, latent attention in the listed ones.
struct KimiLinearReader: ArchitectureReader {
  static let modelTypes = ["kimi_linear"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let latent: LatentAttention
  private let linear: KimiDeltaAttention
  private let isLatent: [Bool]
  private let feedForward: LayeredFeedForward
  /// Kimi-K3 mixes the outputs of earlier layers into each layer's input.
  private let hasAttentionResiduals: Bool

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    names =
      configuration.isNested ? .inside("language_model.model", head: "language_model.lm_head") : .usual
    var latent = try LatentAttention(configuration, frame)
    latent.gatesOutput = try text.flag("mla_use_output_gate")
    self.latent = latent
    guard let section = try text.section("linear_attn_config") else {
      throw text.missing("linear_attn_config", expected: "which layers have linear attention")
    }
    linear = try KimiDeltaAttention(section, hiddenSize: frame.hiddenSize, isKimiK3: configuration.isNested)
    isLatent = try Self.latentLayers(section, layers: frame.layerCount)
    feedForward = try LayeredFeedForward(
      text, mixture: Self.mixture(text, frame, isKimiK3: configuration.isNested),
      isMixture: MixturePattern.denseFirst(text, layers: frame.layerCount))
    hasAttentionResiduals = try text.count("attn_res_block_size", limit: .layers) > 0
    text.disregard("mla_use_nope")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: isLatent[index] ? latent.mixer(maker) : linear.mixer(maker),
      feedForward: feedForward.part(index, maker),
      otherTensors: frame.layerNorms(maker)
        + (hasAttentionResiduals ? residuals(maker, ["self_attention_res", "mlp_res"]) : []))
  }

  func extraOutput(_ maker: TensorMaker) -> [Tensor] {
    hasAttentionResiduals ? residuals(maker, ["\(names.root)output_attn_res"]) : []
  }

  private func residuals(_ maker: TensorMaker, _ places: [String]) -> [Tensor] {
    places.flatMap { place in
      [
        maker.vector("\(place)_norm.weight", frame.hiddenSize),
        maker.plainMatrix("\(place)_proj", 1, frame.hiddenSize),
      ]
    }
  }

  private static func mixture(
    _ text: ConfigurationSection, _ frame: ModelFrame, isKimiK3: Bool
  ) throws -> ExpertMixture {
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: try text.size("num_experts", limit: .experts),
      expertsPerToken: try text.size("num_experts_per_token", limit: .experts),
      expertWidth: try text.size("moe_intermediate_size", limit: .innerWidth))
    mixture.path = "block_sparse_moe"
    mixture.names = .numbered
    mixture.sharedNames = .projections
    mixture.sharedExpertCount = try text.count("num_shared_experts", limit: .experts)
    mixture.sharedWidth = mixture.sharedExpertCount * mixture.expertWidth
    mixture.hasCorrectionBias = true
    mixture.correctionBiasFormat = isKimiK3 ? .float32 : nil
    mixture.latentSize = try text.optionalSize("routed_expert_hidden_size", limit: .width)
    mixture.latentNames = (down: "routed_expert_down_proj", up: "routed_expert_up_proj")
    // Only the experts themselves are packed, though the list of exceptions does not name these projections.
    mixture.quantizesLatent = false
    mixture.normalizesLatent = try text.flag("latent_moe_use_norm")
    mixture.expertGroups = try text.optionalSize("num_expert_group", limit: .experts) ?? 1
    mixture.groupsPerToken = try text.optionalSize("topk_group", limit: .experts) ?? 1
    try mixture.checkCounts(text)
    return mixture
  }

  /// Two lists, counted from 1, which together must name every layer once.
  private static func latentLayers(_ section: ConfigurationSection, layers: Int) throws -> [Bool] {
    guard let full = try section.value("full_attn_layers"), let linear = try section.value("kda_layers") else {
      throw section.missing("full_attn_layers", expected: "full_attn_layers and kda_layers")
    }
    let fullIndices = try full.items().map { try $0.integer(atLeast: 1, atMost: layers) }
    let linearIndices = try linear.items().map { try $0.integer(atLeast: 1, atMost: layers) }
    guard (fullIndices + linearIndices).sorted() == Array(1...layers) else {
      throw linear.fault(.conflict, expected: "with full_attn_layers, each of layers 1 to \(layers) once")
    }
    return (1...layers).map(Set(fullIndices).contains)
  }
}
