import Formats

/// Llama-3.2 with vision: Llama layers, and between them layers that attend to a picture instead of to the text.
struct LlamaVisionReader: ArchitectureReader {
  static let modelTypes = ["mllama", "mllama_text_model"]

  /// Rows of the embedding for pictures, which the head does not have.
  private static let pictureRows = 8

  let frame: ModelFrame
  let names = CheckpointNames.inside("language_model.model", head: "language_model.lm_head")
  private let attention: GroupedQueryAttention
  private let crossLayers: Set<Int>
  private let innerWidth: Int

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    attention = try GroupedQueryAttention(configuration, frame)
    innerWidth = try text.size("intermediate_size", limit: .innerWidth)
    guard let list = try text.value("cross_attention_layers") else {
      throw text.missing("cross_attention_layers", expected: "which layers attend to a picture")
    }
    let layers = frame.layerCount
    crossLayers = Set(try list.items().map { try $0.integer(atMost: layers - 1) })
  }

  /// What a layer keeps of a picture does not grow with the text, and is not counted.
  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    let feedForward = FeedForward.dense(
      FeedForwardNames.projections.tensors(maker, "mlp", inputs: frame.hiddenSize, inner: innerWidth))
    guard crossLayers.contains(index) else {
      return LayerKind(mixer: attention.mixer(maker), feedForward: feedForward, otherTensors: frame.layerNorms(maker))
    }
    var cross = attention
    cross.path = "cross_attn"
    cross.norm = .perHead
    return LayerKind(
      mixer: TokenMixer(kind: .none, tensors: cross.mixer(maker).tensors, cache: .empty, attention: nil),
      feedForward: feedForward,
      otherTensors: frame.layerNorms(maker)
        + ["cross_attn_attn_gate", "cross_attn_mlp_gate"].map { maker.vector($0, 1) })
  }

  func extraEmbedding(_ maker: TensorMaker) -> [Tensor] {
    [maker.table("\(names.embedding).pictures", Self.pictureRows, frame.hiddenSize)]
  }
}
