import Formats

/// Nemotron-H and Nemotron-3: each layer is either a mixer (Mamba-2 or attention) or a feed-forward part.
struct NemotronHybridReader: ArchitectureReader {
  static let modelTypes = ["nemotron_h"]

  /// The kind of a layer, by its letter in `hybrid_override_pattern`.
  enum Part: Character {
    case stateSpace = "M"
    case attention = "*"
    case dense = "-"
    case mixture = "E"
  }

  let frame: ModelFrame
  let names = CheckpointNames(
    embedding: "backbone.embeddings", layers: "backbone.layers.", finalNorm: "backbone.norm_f", head: "lm_head")
  private let parts: [Part]
  private let stateSpace: StateSpaceMixer
  private let attention: GroupedQueryAttention
  private let mixture: ExpertMixture?
  private let innerWidth: Int
  /// The parts of each drafting block, and how many blocks there are.
  private let prediction: (parts: [Part], blocks: Int)

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    parts = try NemotronPattern.parts(text)
    frame = try ModelFrame(configuration, layerCount: parts.count)
    stateSpace = try StateSpaceMixer(text, hiddenSize: frame.hiddenSize)
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.path = "mixer"
    attention.hasInputBias = try text.flag("attention_bias")
    attention.hasOutputBias = attention.hasInputBias
    self.attention = attention
    innerWidth = try text.size("intermediate_size", limit: .innerWidth)
    let listed = try NemotronPattern.list(text, "mtp_layers_block_type")
    let draftParts = try NemotronPattern.letters(text, "mtp_hybrid_override_pattern") ?? listed ?? []
    prediction = (draftParts, try text.count("num_nextn_predict_layers", limit: .draftLayers))
    mixture = (parts + draftParts).contains(.mixture) ? try Self.mixture(text, frame) : nil
    try text.requireUnset("mlp_bias", "sliding_window")
    text.disregard("moe_shared_expert_overlap")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind { kind(parts[index], maker) }

  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? {
    guard prediction.blocks > 0, !prediction.parts.isEmpty else { return nil }
    let parts = (0..<prediction.blocks).flatMap { _ in prediction.parts }
    let layers = parts.enumerated().map { index, part in
      Layer(index: frame.layerCount + index, kind: kind(part, maker.at("mtp.layers.\(index).")))
    }
    let tensors = (0..<prediction.blocks).flatMap { block in
      let place = maker.at("mtp.layers.\(block * prediction.parts.count).")
      return [place.plainMatrix("eh_proj", frame.hiddenSize, 2 * frame.hiddenSize)]
        + ["enorm.weight", "hnorm.weight", "final_layernorm.weight"].map { place.vector($0, frame.hiddenSize) }
    }
    return MultiTokenPrediction(layers: layers, otherTensors: tensors)
  }

  private func kind(_ part: Part, _ maker: TensorMaker) -> LayerKind {
    let idle = TokenMixer(kind: .none, tensors: [], cache: .empty, attention: nil)
    let norm = [maker.vector("norm.weight", frame.hiddenSize)]
    switch part {
    case .stateSpace: return LayerKind(mixer: stateSpace.mixer(maker), feedForward: .none, otherTensors: norm)
    case .attention: return LayerKind(mixer: attention.mixer(maker), feedForward: .none, otherTensors: norm)
    case .dense:
      let tensors = FeedForwardNames.ungated.tensors(maker, "mixer", inputs: frame.hiddenSize, inner: innerWidth)
      return LayerKind(mixer: idle, feedForward: .dense(tensors), otherTensors: norm)
    case .mixture:
      return LayerKind(mixer: idle, feedForward: mixture?.feedForward(maker) ?? .none, otherTensors: norm)
    }
  }

  /// Experts with squared ReLU: two matrices, not three.
  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = try ExpertMixture(text, frame, experts: "n_routed_experts")
    mixture.path = "mixer"
    mixture.names = .ungated
    mixture.sharedExpertCount = try text.count("n_shared_experts", limit: .experts)
    mixture.sharedWidth =
      try mixture.sharedExpertCount * text.count("moe_shared_expert_intermediate_size", limit: .innerWidth)
    mixture.latentSize = try text.optionalSize("moe_latent_size", limit: .width)
    mixture.hasCorrectionBias = true
    mixture.expertGroups = try text.optionalSize("n_group", limit: .experts) ?? 1
    mixture.groupsPerToken = try text.optionalSize("topk_group", limit: .experts) ?? 1
    try mixture.checkCounts(text)
    return mixture
  }
}

/// The kind of each layer of a Nemotron hybrid.
private enum NemotronPattern {
  typealias Part = NemotronHybridReader.Part

  /// `hybrid_override_pattern`, one letter a layer, or the list `layers_block_type`; `num_hidden_layers` may be absent.
  /// - Throws: `Diagnostic` "missing-key", "unknown-value" or "conflict".
  static func parts(_ text: ConfigurationSection) throws -> [Part] {
    let count = try text.optionalSize("num_hidden_layers", limit: .layers)
    let list = try list(text, "layers_block_type")
    guard let parts = try letters(text, "hybrid_override_pattern") ?? list else {
      throw text.missing("hybrid_override_pattern", expected: "or a list layers_block_type")
    }
    guard !parts.isEmpty, parts.count <= SizeLimit.layers.rawValue, count.map({ $0 == parts.count }) ?? true else {
      let key = try text.value("hybrid_override_pattern") ?? text.value("layers_block_type") ?? text.node
      throw key.fault(.conflict, expected: "\(count ?? 1) layers, as num_hidden_layers says")
    }
    return parts
  }

  /// A list of "mamba", "attention", "mlp" and "moe".
  static func list(_ text: ConfigurationSection, _ key: String) throws -> [Part]? {
    try text.value(key)?.items().map { item in
      switch try item.text() {
      case "mamba": return .stateSpace
      case "attention": return .attention
      case "mlp": return .dense
      case "moe": return .mixture
      default: throw item.fault(.unknownValue, expected: "\"mamba\", \"attention\", \"mlp\" or \"moe\"")
      }
    }
  }

  /// One letter a layer.
  static func letters(_ text: ConfigurationSection, _ key: String) throws -> [Part]? {
    guard let node = try text.value(key) else { return nil }
    return try node.text().map { letter in
      guard let part = Part(rawValue: letter) else {
        throw node.fault(.unknownValue, expected: "the letters M, *, - and E")
      }
      return part
    }
  }
}
