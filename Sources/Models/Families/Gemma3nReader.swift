import Formats

/// Gemma-3n: four copies of the residual stream that are mixed in each layer (AltUp), a shortcut of low rank (LAuReL), small embeddings of each
/// token for every layer, and last layers that use the caches of earlier ones.
struct Gemma3nReader: ArchitectureReader {
  static let modelTypes = ["gemma3n", "gemma3n_text"]

  let frame: ModelFrame
  let names: CheckpointNames
  private let attention: GroupedQueryAttention
  private let window: Int
  private let isWindowed: [Bool]
  private let innerWidths: [Int]
  private let firstSharing: Int
  private let streams: Int
  private let shortcutRank: Int
  /// Elements of a token's embedding for one layer, and rows of the table of those for all.
  private let perLayer: (width: Int, vocabularySize: Int)

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration, vocabularySize: 262_400, tiesEmbeddings: true)
    names = configuration.isNested ? .inside("model.language_model", head: "lm_head") : .usual
    var attention = try GroupedQueryAttention(configuration, frame, defaults: (8, 2, 256))
    attention.norm = .perHead
    self.attention = attention
    window = try text.size("sliding_window", limit: .tokens)
    let layers = frame.layerCount
    guard let types = try text.perLayer("layer_types", layers: layers) else {
      throw text.missing("layer_types", expected: "which layers have a sliding window")
    }
    isWindowed = try types.map { try WindowPattern.isSliding($0) }
    innerWidths = try Self.innerWidths(text, layers: layers)
    let sharing = try text.count("num_kv_shared_layers", limit: .layers)
    firstSharing = max(0, layers - sharing)
    streams = try text.optionalSize("altup_num_inputs", limit: .heads) ?? 4
    shortcutRank = try text.optionalSize("laurel_rank", limit: .width) ?? 64
    perLayer = (
      try text.size("hidden_size_per_layer_input", limit: .width),
      try text.optionalSize("vocab_size_per_layer_input", limit: .vocabulary) ?? 262_144
    )
    text.disregard(
      "activation_sparsity_pattern", "altup_active_idx", "altup_coef_clip", "altup_correct_scale")
  }

  /// Checkpoints hold key and value projections of layers that share a cache, too.
  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    var attention = attention
    attention.window = isWindowed[index] ? window : nil
    attention.kind = isWindowed[index] ? .sliding : .full
    let own = attention.mixer(maker)
    attention.sharesCache = index >= firstSharing
    return LayerKind(
      mixer: TokenMixer(
        kind: own.kind, tensors: own.tensors, cache: attention.mixer(maker).cache,
        attention: own.attention),
      feedForward: .dense(
        FeedForwardNames.projections.tensors(
          maker, "mlp", inputs: frame.hiddenSize, inner: innerWidths[index])),
      otherTensors: norms(maker) + mixing(maker) + shortcut(maker) + embedding(maker))
  }

  func extraEmbedding(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.table(
        "\(names.root)embed_tokens_per_layer", perLayer.vocabularySize,
        frame.layerCount * perLayer.width)
    ]
  }

  func extraOutput(_ maker: TensorMaker) -> [Tensor] {
    let width = frame.hiddenSize
    return ["altup_projections", "altup_unembed_projections"].flatMap { name in
      (0..<streams - 1).map {
        maker.plainMatrix("\(names.root)\(name).\($0)", width, width, .divided)
      }
    } + [
      maker.plainMatrix(
        "\(names.root)per_layer_model_projection", frame.layerCount * perLayer.width, width),
      maker.vector("\(names.root)per_layer_projection_norm.weight", perLayer.width),
    ]
  }

  private func norms(_ maker: TensorMaker) -> [Tensor] {
    frame.layerNorms(maker)
      + ["pre_feedforward_layernorm.weight", "post_feedforward_layernorm.weight"].map {
        maker.vector($0, frame.hiddenSize)
      }
  }

  private func mixing(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.vector("altup.correct_output_scale", frame.hiddenSize),
      maker.plainMatrix("altup.correction_coefs", streams, streams),
      maker.plainMatrix("altup.prediction_coefs", streams * streams, streams),
      maker.plainMatrix("altup.modality_router", streams, frame.hiddenSize),
      maker.vector("altup.router_norm.weight", frame.hiddenSize),
    ]
  }

  private func shortcut(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.linear("laurel.linear_left", shortcutRank, frame.hiddenSize),
      maker.linear("laurel.linear_right", frame.hiddenSize, shortcutRank),
      maker.vector("laurel.post_laurel_norm.weight", frame.hiddenSize),
    ]
  }

  private func embedding(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.linear("per_layer_input_gate", perLayer.width, frame.hiddenSize),
      maker.linear("per_layer_projection", frame.hiddenSize, perLayer.width),
      maker.vector("post_per_layer_input_norm.weight", frame.hiddenSize),
    ]
  }

  /// One width for all layers, or a list.
  private static func innerWidths(_ text: ConfigurationSection, layers: Int) throws -> [Int] {
    guard let node = try text.value("intermediate_size") else {
      throw text.missing("intermediate_size", expected: "a whole number, or one for each layer")
    }
    guard case .list = node.content else {
      let width = try node.integer(atLeast: 1, atMost: SizeLimit.innerWidth.rawValue)
      return Array(repeating: width, count: layers)
    }
    return try text.perLayer("intermediate_size", layers: layers)?.map {
      try $0.integer(atLeast: 1, atMost: SizeLimit.innerWidth.rawValue)
    } ?? []
  }
}
