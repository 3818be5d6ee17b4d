import Formats

/// Llama-4: chunked attention with a full layer every few, mixtures with one expert per token and one shared.
struct Llama4Reader: ArchitectureReader {
  static let modelTypes = ["llama4_text"]

  let frame: ModelFrame
  let names = CheckpointNames.inside("language_model.model", head: "language_model.lm_head")
  private let attention: GroupedQueryAttention
  private let chunk: Int
  private let isChunked: [Bool]
  private let feedForward: LayeredFeedForward

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.hasInputBias = try text.flag("attention_bias")
    attention.hasOutputBias = attention.hasInputBias
    self.attention = attention
    chunk = try text.size("attention_chunk_size", limit: .tokens)
    isChunked = try Self.chunkedLayers(text, layers: frame.layerCount)
    feedForward = try LayeredFeedForward(
      text, mixture: Self.mixture(text, frame), isMixture: Self.mixtureLayers(text, layers: frame.layerCount),
      widthKey: "intermediate_size_mlp", densePath: "feed_forward")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var attention = attention
    attention.window = isChunked[index] ? chunk : nil
    attention.kind = isChunked[index] ? .chunked : .full
    return LayerKind(
      mixer: attention.mixer(maker),
      feedForward: feedForward.part(index, maker, expertTensors: expertTensors(maker)),
      otherTensors: frame.layerNorms(maker))
  }

  private func expertTensors(_ maker: TensorMaker) -> [Tensor] {
    let inner = feedForward.mixture.expertWidth
    return [
      maker.linear("feed_forward.experts.gate_up_proj", 2 * inner, frame.hiddenSize),
      maker.linear("feed_forward.experts.down_proj", frame.hiddenSize, inner),
    ]
  }

  /// The shared expert is not in the configuration: there is always one, as wide as the others.
  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = try ExpertMixture(text, frame, experts: "num_local_experts", width: "intermediate_size")
    mixture.path = "feed_forward"
    mixture.router = "router"
    mixture.sharedPath = "shared_expert"
    mixture.sharedExpertCount = 1
    mixture.sharedWidth = mixture.expertWidth
    try mixture.checkCounts(text)
    return mixture
  }

  /// `no_rope_layers` has 1 for layers with positions, which are the chunked ones; without it every fourth is full.
  private static func chunkedLayers(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    let interval = try text.optionalSize("no_rope_layer_interval", limit: .layers) ?? 4
    // An empty list leaves it to the interval.
    let isEmpty = try text.value("no_rope_layers")?.items().isEmpty ?? true
    if !isEmpty, let list = try text.perLayer("no_rope_layers", layers: layers) {
      return try list.map { try $0.integer(atMost: 1) == 1 }
    }
    return (0..<layers).map { ($0 + 1) % interval != 0 }
  }

  /// `moe_layers`, or layers step − 1, 2·step − 1 and so on.
  private static func mixtureLayers(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    let step = try text.optionalSize("interleave_moe_layer_step", limit: .layers)
    if let list = try text.value("moe_layers") {
      let indices = Set(try list.items().map { try $0.integer(atMost: layers - 1) })
      return (0..<layers).map(indices.contains)
    }
    guard let step else { throw text.missing("interleave_moe_layer_step", expected: "or a list moe_layers") }
    return (0..<layers).map { ($0 + 1) % step == 0 }
  }
}
