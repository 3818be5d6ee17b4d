import Formats

/// MiMo-V2: windows in most layers, with heads of their own, values narrower than keys.
struct MiMoReader: ArchitectureReader {
  static let modelTypes = ["mimo_v2_flash"]

  let frame: ModelFrame
  private let full: GroupedQueryAttention
  private let windowed: GroupedQueryAttention
  private let isWindowed: [Bool]
  private let feedForward: LayeredFeedForward

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    full = try Self.attention(configuration, frame)
    windowed = try Self.windowedAttention(text, full)
    guard let pattern = try text.perLayer("hybrid_layer_pattern", layers: frame.layerCount) else {
      throw text.missing("hybrid_layer_pattern", expected: "which layers have a sliding window")
    }
    isWindowed = try pattern.map { try $0.integer(atMost: 1) == 1 }
    feedForward = try LayeredFeedForward(
      text, mixture: Self.mixture(text, frame),
      isMixture: MixturePattern.denseFirst(text, layers: frame.layerCount))
    text.disregard("attention_chunk_size")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: (isWindowed[index] ? windowed : full).mixer(maker), feedForward: feedForward.part(index, maker),
      otherTensors: frame.layerNorms(maker))
  }

  private static func attention(
    _ configuration: ModelConfiguration, _ frame: ModelFrame
  ) throws -> GroupedQueryAttention {
    let text = configuration.text
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.valueHeadSize = try text.optionalSize("v_head_dim", limit: .headSize) ?? attention.headSize
    attention.hasInputBias = try text.flag("attention_bias")
    attention.hasSinks = try text.flag("add_full_attention_sink_bias")
    attention.sinkName = "attention_sink_bias"
    return attention
  }

  private static func windowedAttention(
    _ text: ConfigurationSection, _ full: GroupedQueryAttention
  ) throws -> GroupedQueryAttention {
    var attention = full
    attention.kind = .sliding
    attention.window = try text.size("sliding_window", "sliding_window_size", limit: .tokens)
    attention.queryHeads = try text.optionalSize("swa_num_attention_heads", limit: .heads) ?? full.queryHeads
    attention.keyValueHeads = try text.optionalSize("swa_num_key_value_heads", limit: .heads) ?? full.keyValueHeads
    attention.headSize = try text.optionalSize("swa_head_dim", limit: .headSize) ?? full.headSize
    attention.valueHeadSize = try text.optionalSize("swa_v_head_dim", limit: .headSize) ?? full.valueHeadSize
    attention.hasSinks = try text.flag("add_swa_attention_sink_bias")
    try GroupedQueryAttention.check(
      heads: attention.queryHeads, attention.keyValueHeads, in: text, key: "swa_num_key_value_heads")
    return attention
  }

  private static func mixture(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> ExpertMixture {
    var mixture = try ExpertMixture(text, frame, experts: "n_routed_experts")
    try mixture.readGroupedRouting(text)
    return mixture
  }
}
