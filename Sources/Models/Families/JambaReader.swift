import Formats
import Quantities

/// Jamba: Mamba in most layers, attention every few, experts in some.
struct JambaReader: ArchitectureReader {
  static let modelTypes = ["jamba"]

  let frame: ModelFrame
  private let attention: GroupedQueryAttention
  private let recurrence: SelectiveStateSpace
  private let attends: [Bool]
  private let feedForward: LayeredFeedForward

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    attention = try GroupedQueryAttention(configuration, frame)
    recurrence = try SelectiveStateSpace(text, hiddenSize: frame.hiddenSize)
    attends = try Self.periodic(text, "attn_layer", layers: frame.layerCount, usual: (8, 4))
    let isMixture = try Self.periodic(text, "expert_layer", layers: frame.layerCount, usual: (2, 1))
    let count = try text.count("num_experts", limit: .experts)
    var mixture = ExpertMixture(
      hiddenSize: frame.hiddenSize, expertCount: count,
      expertsPerToken: try text.size("num_experts_per_tok", limit: .experts),
      expertWidth: try text.size("intermediate_size", limit: .innerWidth))
    mixture.path = "feed_forward"
    mixture.router = "router"
    if count > 1 { try mixture.checkCounts(text) }
    // One expert is no choice: such models are dense.
    feedForward = try LayeredFeedForward(
      text, mixture: mixture, isMixture: count > 1 ? isMixture : Array(repeating: false, count: frame.layerCount),
      densePath: "feed_forward")
    try text.requireUnset("sliding_window")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: attends[index] ? attention.mixer(maker) : recurrence.mixer(maker),
      feedForward: feedForward.part(index, maker),
      otherTensors: ["input_layernorm.weight", "pre_ff_layernorm.weight"].map { maker.vector($0, frame.hiddenSize) })
  }

  /// Layers at a distance, from an offset: `attn_layer_period` and `attn_layer_offset`.
  private static func periodic(
    _ text: ConfigurationSection, _ name: String, layers: Int, usual: (period: Int, offset: Int)
  ) throws -> [Bool] {
    let period = try text.optionalSize("\(name)_period", limit: .layers) ?? usual.period
    let offset = try text.value("\(name)_offset")?.integer(atMost: SizeLimit.layers.rawValue) ?? usual.offset
    return (0..<layers).map { $0 % period == offset % period }
  }
}

/// A Mamba layer of the first kind: a state for each channel, with step sizes of low rank.
private struct SelectiveStateSpace {
  let hiddenSize: Int
  let innerWidth: Int
  let stateSize: Int
  let kernelSize: Int
  let stepRank: Int
  let hasConvolutionBias: Bool
  let hasProjectionBias: Bool
  let stateFormat: NumberFormat

  init(_ text: ConfigurationSection, hiddenSize: Int) throws {
    self.hiddenSize = hiddenSize
    innerWidth = try hiddenSize * (text.optionalSize("mamba_expand", limit: .heads) ?? 2)
    stateSize = try text.optionalSize("mamba_d_state", limit: .headSize) ?? 16
    kernelSize = try text.optionalSize("mamba_d_conv", limit: .heads) ?? 4
    let rank = try text.value("mamba_dt_rank")
    if let rank, case .integer = rank.content {
      stepRank = try rank.integer(atLeast: 1, atMost: SizeLimit.width.rawValue)
    } else {
      stepRank = (hiddenSize + 15) / 16
    }
    hasConvolutionBias = try text.flag("mamba_conv_bias", default: true)
    hasProjectionBias = try text.flag("mamba_proj_bias")
    stateFormat = try StateFormat.read(text)
    text.disregard("use_mamba_kernels", "mamba_inner_layernorms")
  }

  func mixer(_ maker: TensorMaker) -> TokenMixer {
    var tensors = [
      maker.linear("mamba.in_proj", 2 * innerWidth, hiddenSize), maker.linear("mamba.out_proj", hiddenSize, innerWidth),
      maker.linear("mamba.x_proj", stepRank + 2 * stateSize, innerWidth),
      maker.linear("mamba.dt_proj", innerWidth, stepRank), maker.vector("mamba.dt_proj.bias", innerWidth, .divided),
      maker.vector("mamba.conv1d.weight", innerWidth * kernelSize, .divided),
      maker.vector("mamba.A_log", innerWidth * stateSize, .divided), maker.vector("mamba.D", innerWidth, .divided),
      maker.vector("mamba.dt_layernorm.weight", stepRank), maker.vector("mamba.b_layernorm.weight", stateSize),
      maker.vector("mamba.c_layernorm.weight", stateSize),
    ]
    if hasConvolutionBias { tensors.append(maker.vector("mamba.conv1d.bias", innerWidth, .divided)) }
    if hasProjectionBias {
      tensors += [
        maker.vector("mamba.in_proj.bias", 2 * innerWidth, .divided), maker.vector("mamba.out_proj.bias", hiddenSize),
      ]
    }
    return TokenMixer(
      kind: .stateSpace, tensors: tensors,
      cache: CacheShape(
        stateElements: innerWidth * stateSize, convolutionElements: innerWidth * (kernelSize - 1),
        stateFormat: stateFormat, shards: innerWidth),
      attention: nil)
  }
}
