import Inputs

/// The small attention of MiniMax-M3 that picks blocks of tokens for grouped-query attention.
struct BlockIndexer {
  let hiddenSize: Int
  let heads: Int
  let headSize: Int
  let blocks: Int
  let blockSize: Int

  /// - Parameter section: `sparse_attention_config`.
  init(_ section: ConfigurationSection, hiddenSize: Int) throws {
    self.hiddenSize = hiddenSize
    heads = try section.size("sparse_num_index_heads", limit: .heads)
    headSize = try section.size("sparse_index_dim", limit: .headSize)
    blocks = try section.size("sparse_topk_blocks", limit: .heads)
    blockSize = try section.size("sparse_block_size", limit: .headSize)
    section.disregard("sparse_score_type", "sparse_init_block", "sparse_local_block")
  }

  /// Which layers are sparse.
  /// - Throws: `Diagnostic` "unsupported-value" for an indexer with values, whose size is not known.
  static func layers(_ section: ConfigurationSection, layers: Int) throws -> [Bool] {
    let isOn = try section.flag("use_sparse_attention")
    guard let list = try section.perLayer("sparse_attention_freq", layers: layers) else {
      throw section.missing("sparse_attention_freq", expected: "which layers are sparse")
    }
    let sparse = try list.map { try $0.integer(atMost: 1) == 1 && isOn }
    let withoutValue = try section.perLayer("sparse_disable_index_value", layers: layers) ?? []
    for (index, node) in withoutValue.enumerated() where sparse[index] {
      guard try node.integer(atMost: 1) == 1 else {
        throw node.fault("unsupported-value", expected: "1: the size of index values is not known")
      }
    }
    return sparse
  }

  /// Sparse attention of one layer: it reads the picked blocks, and the cache holds one more key per token.
  func mixer(_ attention: GroupedQueryAttention, _ maker: TensorMaker) -> TokenMixer {
    let dense = attention.mixer(maker, extra: tensors(maker))
    var cache = dense.cache
    cache.indexerElementsPerToken = Double(headSize)
    var shape = dense.attention
    shape?.selectedEntries = blocks * blockSize
    shape?.indexerWidth = heads * headSize
    return TokenMixer(kind: .blockSparse, tensors: dense.tensors, cache: cache, attention: shape)
  }

  private func tensors(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.linear("self_attn.index_q_proj", heads * headSize, hiddenSize, .replicated),
      maker.linear("self_attn.index_k_proj", headSize, hiddenSize, .replicated),
      maker.vector("self_attn.index_q_norm.weight", headSize),
      maker.vector("self_attn.index_k_norm.weight", headSize),
    ]
  }
}
