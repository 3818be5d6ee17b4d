import Formats

/// Attention of DeepSeek-V4: one shared key/value head, a window of recent tokens, and compressed entries for older
/// ones, each of several tokens.
struct CompressedAttention {
  let hiddenSize: Int
  let heads: Int
  let headSize: Int
  let queryRank: Int
  /// The output is projected in groups of heads, each down to this rank.
  let outputGroups: Int
  let outputRank: Int
  let window: Int
  let indexer: SparseIndexer
  /// The part of a head with rotary positions.
  let rotarySize: Int

  init(_ text: ConfigurationSection, hiddenSize: Int) throws {
    self.hiddenSize = hiddenSize
    heads = try text.size("num_attention_heads", limit: .heads)
    headSize = try text.size("head_dim", limit: .headSize)
    queryRank = try text.size("q_lora_rank", limit: .width)
    outputGroups = try text.size("o_groups", limit: .heads)
    outputRank = try text.size("o_lora_rank", limit: .headSize)
    window = try text.size("sliding_window", limit: .tokens)
    indexer = try SparseIndexer(text)
    if heads % outputGroups != 0, let node = try text.value("o_groups") {
      throw node.fault(.conflict, expected: "a divisor of the \(heads) attention heads")
    }
    // One key/value head is shared by all; the rotary part is inside of the head.
    rotarySize = min(headSize, try text.optionalSize("qk_rope_head_dim", limit: .headSize) ?? 64)
    text.disregard("num_key_value_heads")
  }

  /// 0 is a window only, 4 is compressed sparse attention, 128 is heavily compressed attention.
  static func ratio(_ node: InputNode) throws -> Int {
    let ratio = try node.integer(atMost: 128)
    guard [0, 4, 128].contains(ratio) else { throw node.fault(.unknownValue, expected: "0, 4 or 128") }
    return ratio
  }

  /// The mixer of a layer with a compression ratio.
  func mixer(_ maker: TensorMaker, compression: Int) -> TokenMixer {
    let isSparse = compression == 4
    let kinds: [Int: TokenMixer.Kind] = [4: .compressedSparse, 128: .heavilyCompressed]
    return TokenMixer(
      kind: kinds[compression] ?? .sliding,
      tensors: projections(maker) + (compression > 0 ? compressor(maker, "attn", headSize, compression) : [])
        + (isSparse ? indexerTensors(maker, compression) : []),
      cache: CacheShape(
        elementsPerToken: compression > 0 ? Double(headSize) / Double(compression) : 0, windowTokens: window,
        windowElementsPerToken: headSize,
        indexerElementsPerToken: isSparse ? Double(indexer.headSize) / Double(compression) : 0,
        entryStorage: .compressed(head: headSize, rotary: rotarySize),
        indexerBytesPerToken: isSparse ? indexer.keyBytes / Double(compression) : nil),
      attention: AttentionShape(
        queryHeads: heads, scoreWidth: headSize, valueWidth: headSize, compression: max(1, compression),
        selectedEntries: isSparse ? indexer.selected : nil, indexerWidth: isSparse ? indexer.width : 0))
  }

  private func projections(_ maker: TensorMaker) -> [Tensor] {
    let innerRank = outputGroups * outputRank
    return [
      maker.linear("attn.wq_a", queryRank, hiddenSize, .replicated), maker.vector("attn.q_norm.weight", queryRank),
      maker.linear("attn.wq_b", heads * headSize, queryRank),
      maker.linear("attn.wkv", headSize, hiddenSize, .replicated), maker.vector("attn.kv_norm.weight", headSize),
      maker.linear("attn.wo_a", innerRank, heads * headSize / outputGroups),
      maker.linear("attn.wo_b", hiddenSize, innerRank),
      maker.vector("attn.attn_sink", heads, .divided, format: .float32),
    ]
  }

  /// Overlapping windows (ratio 4) double the widths.
  private func compressor(_ maker: TensorMaker, _ path: String, _ size: Int, _ ratio: Int) -> [Tensor] {
    let width = ratio == 4 ? 2 * size : size
    return [
      maker.vector("\(path).compressor.ape", ratio * width, format: .float32),
      maker.plainMatrix("\(path).compressor.wkv", width, hiddenSize, isQuantizable: true),
      maker.plainMatrix("\(path).compressor.wgate", width, hiddenSize, isQuantizable: true),
      maker.vector("\(path).compressor.norm.weight", size),
    ]
  }

  private func indexerTensors(_ maker: TensorMaker, _ ratio: Int) -> [Tensor] {
    compressor(maker, "attn.indexer", indexer.headSize, ratio) + [
      maker.plainMatrix("attn.indexer.weights_proj", indexer.heads, hiddenSize),
      maker.linear("attn.indexer.wq_b", indexer.width, queryRank, .replicated),
    ]
  }
}
