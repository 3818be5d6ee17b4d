import Formats

/// LFM2: short convolutions in most layers, attention in few; experts behind the first layers in LFM2-MoE.
struct LiquidReader: ArchitectureReader {
  static let modelTypes = ["lfm2", "lfm2_moe"]

  let frame: ModelFrame
  let names = CheckpointNames(
    embedding: "model.embed_tokens", layers: "model.layers.", finalNorm: "model.embedding_norm", head: "lm_head")
  private let attention: GroupedQueryAttention
  private let attends: [Bool]
  private let kernelSize: Int
  private let hasConvolutionBias: Bool
  private let innerWidth: Int
  private let mixture: ExpertMixture?
  private let denseLayers: Int

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration, tiesEmbeddings: true)
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.norm = .perHead
    attention.outputName = "out_proj"
    self.attention = attention
    attends = try Self.attendingLayers(text, layers: frame.layerCount)
    kernelSize = try text.optionalSize("conv_L_cache", limit: .heads) ?? 3
    hasConvolutionBias = try text.flag("conv_bias")
    innerWidth = try Self.innerWidth(text, frame)
    text.disregard(
      "conv_dim", "conv_dim_out", "block_dim", "conv_use_xavier_init", "block_use_xavier_init", "block_use_swiglu",
      "block_mlp_init_scale", "block_out_init_scale", "block_norm_eps", "block_ff_dim", "num_heads")
    guard configuration.modelType == "lfm2_moe" else {
      (mixture, denseLayers) = (nil, frame.layerCount)
      return
    }
    var mixture = try ExpertMixture(text, frame, experts: "num_experts")
    mixture.path = "feed_forward"
    mixture.names = .numbered
    mixture.hasCorrectionBias = try text.flag("use_expert_bias")
    mixture.correctionBias = "expert_bias"
    try mixture.checkCounts(text)
    (self.mixture, denseLayers) = (mixture, try text.count("num_dense_layers", limit: .layers))
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: attends[index] ? attention.mixer(maker) : convolution(maker),
      feedForward: index >= denseLayers
        ? mixture?.feedForward(maker) ?? .none
        : .dense(FeedForwardNames.numbered.tensors(maker, "feed_forward", inputs: frame.hiddenSize, inner: innerWidth)),
      otherTensors: ["operator_norm.weight", "ffn_norm.weight"].map { maker.vector($0, frame.hiddenSize) })
  }

  /// A gated convolution over few tokens, which keeps the last of them.
  private func convolution(_ maker: TensorMaker) -> TokenMixer {
    let width = frame.hiddenSize
    var tensors = [
      maker.linear("conv.in_proj", 3 * width, width), maker.linear("conv.out_proj", width, width),
      maker.vector("conv.conv.weight", width * kernelSize, .divided),
    ]
    if hasConvolutionBias {
      tensors += [
        maker.vector("conv.in_proj.bias", 3 * width, .divided), maker.vector("conv.out_proj.bias", width),
        maker.vector("conv.conv.bias", width, .divided),
      ]
    }
    return TokenMixer(
      kind: .linear, tensors: tensors, cache: CacheShape(convolutionElements: width * kernelSize, shards: width),
      attention: nil)
  }

  private static func attendingLayers(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    let indices = try text.value("full_attn_idxs")?.items().map { try $0.integer(atMost: layers - 1) }
    if let types = try text.perLayer("layer_types", layers: layers) {
      return try types.map { type in
        switch try type.text() {
        case "full_attention": return true
        case "conv": return false
        default: throw type.fault(.unknownValue, expected: "\"full_attention\" or \"conv\"")
        }
      }
    }
    guard let indices else { throw text.missing("layer_types", expected: "which layers attend") }
    return (0..<layers).map(Set(indices).contains)
  }

  /// Two thirds of the stated width, times a multiplier, rounded up, where the file asks for that.
  private static func innerWidth(_ text: ConfigurationSection, _ frame: ModelFrame) throws -> Int {
    let stated =
      try text.optionalSize("block_ff_dim", limit: .innerWidth) ?? text.size("intermediate_size", limit: .innerWidth)
    text.disregard("intermediate_size")
    let multiplier = try text.value("block_ffn_dim_multiplier")?.number(atLeast: 0, atMost: 64)
    let multiple = try text.optionalSize("block_multiple_of", limit: .width) ?? 1
    guard try text.flag("block_auto_adjust_ff_dim") else { return stated }
    let width = Int(Double(2 * stated / 3) * (multiplier ?? 1))
    return (width + multiple - 1) / multiple * multiple
  }
}
