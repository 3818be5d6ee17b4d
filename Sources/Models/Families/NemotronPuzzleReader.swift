import Formats

/// Nemotron models found by architecture search: Llama layers, some without attention, each with a width of its own.
struct NemotronPuzzleReader: ArchitectureReader {
  static let modelTypes = ["nemotron-nas"]

  private struct Block {
    /// `nil` for a layer without attention.
    let attention: GroupedQueryAttention?
    /// `nil` for a layer without a feed-forward part.
    let innerWidth: Int?
  }

  let frame: ModelFrame
  private let blocks: [Block]

  init(_ configuration: ModelConfiguration) throws {
    let text = configuration.text
    frame = try ModelFrame(configuration)
    let attention = try GroupedQueryAttention(configuration, frame)
    guard let list = try text.perLayer("block_configs", layers: frame.layerCount) else {
      throw text.missing("block_configs", expected: "one item for each layer")
    }
    let hiddenSize = frame.hiddenSize
    blocks = try list.map { try Self.block($0, text.readKeys, attention, hiddenSize) }
    try text.requireUnset("attention_bias", "mlp_bias", "intermediate_size")
  }

  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind {
    let block = blocks[index]
    let norms = frame.layerNorms(maker)
    return LayerKind(
      mixer: block.attention?.mixer(maker) ?? TokenMixer(kind: .none, tensors: [], cache: .empty, attention: nil),
      feedForward: block.innerWidth.map {
        .dense(FeedForwardNames.projections.tensors(maker, "mlp", inputs: frame.hiddenSize, inner: $0))
      } ?? .none,
      // A part that is left out takes its norm with it.
      otherTensors: (block.attention == nil ? [] : [norms[0]]) + (block.innerWidth == nil ? [] : [norms[1]]))
  }

  private static func block(
    _ node: InputNode, _ readKeys: ReadKeys, _ attention: GroupedQueryAttention, _ hiddenSize: Int
  ) throws -> Block {
    try node.allowOnly(["attention", "ffn"])
    let part = ConfigurationSection(node: try node.required("attention"), readKeys: readKeys)
    let feedForward = ConfigurationSection(node: try node.required("ffn"), readKeys: readKeys)
    return Block(
      attention: try Self.attention(part, attention), innerWidth: try innerWidth(feedForward, hiddenSize))
  }

  private static func attention(
    _ section: ConfigurationSection, _ usual: GroupedQueryAttention
  ) throws -> GroupedQueryAttention? {
    try section.node.allowOnly([
      "n_heads_in_group", "no_op", "num_sink_tokens", "replace_with_linear", "sparsify", "unshifted_sink",
      "use_prefill_window_in_sink_attention", "window_length",
    ])
    try section.requireUnset("num_sink_tokens", "replace_with_linear", "sparsify")
    guard try !section.flag("no_op") else { return nil }
    var attention = usual
    let group = try section.size("n_heads_in_group", limit: .heads)
    guard attention.queryHeads % group == 0 else {
      throw section.node.fault(.conflict, expected: "groups that divide the \(usual.queryHeads) heads")
    }
    attention.keyValueHeads = attention.queryHeads / group
    attention.window = try section.optionalSize("window_length", limit: .tokens)
    attention.kind = attention.window == nil ? .full : .sliding
    return attention
  }

  /// Two thirds of `ffn_mult` times the hidden size, for both halves of the gate, rounded up to 256.
  private static func innerWidth(_ section: ConfigurationSection, _ hiddenSize: Int) throws -> Int? {
    try section.node.allowOnly(["ffn_mult", "intermediate_size", "no_op", "replace_with_linear", "sparsify"])
    try section.requireUnset("replace_with_linear", "sparsify")
    guard try !section.flag("no_op") else { return nil }
    if let width = try section.optionalSize("intermediate_size", limit: .innerWidth) { return width }
    guard let factor = try section.value("ffn_mult")?.number(atLeast: 0, atMost: 64) else {
      throw section.missing("ffn_mult", expected: "a number")
    }
    return (Int(2 * factor * Double(hiddenSize) / 3) + 255) / 256 * 256
  }
}
