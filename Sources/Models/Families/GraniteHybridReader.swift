import Formats

/// Granite-4.0: Mamba-2 in most layers, attention in few; dense, or a mixture of experts with a shared one, in each. Bamba is alike.
struct GraniteHybridReader: ArchitectureReader {
  static let modelTypes = ["bamba", "granitemoehybrid"]

  let frame: ModelFrame
  let remarks: [String]
  private let stateSpace: StateSpaceMixer
  private let attention: GroupedQueryAttention
  private let attends: [Bool]
  /// `nil` for dense models.
  private let mixture: ExpertMixture?
  private let denseWidth: Int
  private let densePath: String

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    let isBamba = configuration.modelType == "bamba"
    frame = try ModelFrame(configuration, tiesEmbeddings: !isBamba)
    let expansion = try text.optionalSize("mamba_expand", limit: .heads) ?? 2
    stateSpace = try StateSpaceMixer(
      granite: text, hiddenSize: frame.hiddenSize, innerWidth: expansion * frame.hiddenSize)
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.hasInputBias = try text.flag("attention_bias")
    attention.hasOutputBias = attention.hasInputBias
    self.attention = attention
    let attending = try Self.attendingLayers(text, layers: frame.layerCount, isBamba: isBamba)
    (attends, remarks) = (attending.layers, attending.remarks)
    let experts = isBamba ? 0 : try text.count("num_local_experts", limit: .experts)
    let width = try text.size("intermediate_size", limit: .innerWidth)
    let shared = isBamba ? width : try text.size("shared_intermediate_size", limit: .innerWidth)
    (denseWidth, densePath) = (shared, isBamba ? "feed_forward" : "shared_mlp")
    guard experts > 0 else {
      mixture = nil
      text.disregard("num_experts_per_tok")
      return
    }
    var mixture = try ExpertMixture(text, frame, experts: "num_local_experts", width: "intermediate_size")
    mixture.path = "block_sparse_moe"
    mixture.router = "router.layer"
    mixture.sharedExpertCount = 1
    mixture.sharedWidth = shared
    try mixture.checkCounts(text)
    self.mixture = mixture
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    LayerKind(
      mixer: attends[index] ? attention.mixer(maker) : stateSpace.mixer(maker, path: "mamba"),
      feedForward: mixture?.feedForward(maker)
        ?? .dense(
          FeedForwardNames.projections.tensors(maker, densePath, inputs: frame.hiddenSize, inner: denseWidth)),
      otherTensors: frame.layerNorms(maker))
  }

  /// `layer_types`, or the older `layers_block_type` and `attn_layer_indices`. Files that name none belong to checkpoints whose
  /// layers 5, 15, 25 and so on attend.
  private static func attendingLayers(
    _ text: ConfigurationSection, layers: Int, isBamba: Bool
  ) throws -> (layers: [Bool], remarks: [String]) {
    for name in ["layer_types", "layers_block_type"] {
      guard let types = try text.perLayer(name, layers: layers) else { continue }
      let attends = try types.map { type in
        switch try type.text() {
        case "attention": return true
        case "mamba": return false
        default: throw type.fault(.unknownValue, expected: "\"attention\" or \"mamba\"")
        }
      }
      return (attends, [])
    }
    if let list = try text.value("attn_layer_indices") {
      let indices = Set(try list.items().map { try $0.integer(atMost: layers - 1) })
      return ((0..<layers).map(indices.contains), [])
    }
    guard !isBamba else { throw text.missing("attn_layer_indices", expected: "which layers attend") }
    let attends = (0..<layers).map { $0 % 10 == 5 }
    let places = attends.indices.filter { attends[$0] }.map { "\($0)" }.joined(separator: ", ")
    return (attends, ["no key layer_types says which layers attend: taken to be \(places), as in Granite-4.0-H"])
  }
}

/// Falcon-H1: attention and Mamba-2 side by side in every layer.
struct FalconHybridReader: ArchitectureReader {
  static let modelTypes = ["falcon_h1"]

  let frame: ModelFrame
  private let stateSpace: StateSpaceMixer
  private let attention: GroupedQueryAttention
  private let innerWidth: Int
  private let hasFeedForwardBias: Bool

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    let expansion = try text.optionalSize("mamba_expand", limit: .heads) ?? 2
    let width = try text.optionalSize("mamba_d_ssm", limit: .innerWidth) ?? expansion * frame.hiddenSize
    var stateSpace = try StateSpaceMixer(granite: text, hiddenSize: frame.hiddenSize, innerWidth: width)
    stateSpace.hasNorm = try text.flag("mamba_rms_norm")
    self.stateSpace = stateSpace
    var attention = try GroupedQueryAttention(configuration, frame)
    attention.hasInputBias = try text.flag("attention_bias")
    attention.hasOutputBias = attention.hasInputBias
    self.attention = attention
    innerWidth = try text.size("intermediate_size", limit: .innerWidth)
    hasFeedForwardBias = try text.flag("mlp_bias")
    text.disregard(
      "mlp_expansion_factor", "mlp_multipliers", "mamba_norm_before_gate", "mamba_use_mlp", "lm_head_multiplier")
    try text.requireUnset("projectors_bias")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    let attending = attention.mixer(maker)
    let recurrent = stateSpace.mixer(maker, path: "mamba")
    var cache = attending.cache
    (cache.stateElements, cache.stateFormat) = (recurrent.cache.stateElements, recurrent.cache.stateFormat)
    cache.convolutionElements = recurrent.cache.convolutionElements
    return LayerKind(
      mixer: TokenMixer(
        kind: .full, tensors: attending.tensors + recurrent.tensors, cache: cache, attention: attending.attention),
      feedForward: .dense(
        FeedForwardNames.projections.tensors(maker, "feed_forward", inputs: frame.hiddenSize, inner: innerWidth)
          + (hasFeedForwardBias
            ? FeedForwardNames.projections.biases(
              maker, "feed_forward", outputs: frame.hiddenSize, inner: innerWidth) : [])),
      otherTensors: ["input_layernorm.weight", "pre_ff_layernorm.weight"].map { maker.vector($0, frame.hiddenSize) })
  }
}
