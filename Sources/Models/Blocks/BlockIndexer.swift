import Formats

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

  /// Whether each layer is sparse.
  /// - Throws: `Diagnostic` "unsupported-value" for an indexer with values, whose size is unknown.
  static func layers(_ section: ConfigurationSection, layers: Int) throws -> [Bool] {
    let isOn = try section.flag("use_sparse_attention")
    guard let list = try section.perLayer("sparse_attention_freq", layers: layers) else {
      throw section.missing("sparse_attention_freq", expected: "which layers are sparse")
    }
    let sparse = try list.map { try $0.integer(atMost: 1) == 1 && isOn }
    let withoutValue = try section.perLayer("sparse_disable_index_value", layers: layers) ?? []
    for (index, node) in withoutValue.enumerated() where sparse[index] {
      guard try node.integer(atMost: 1) == 1 else {
        throw node.fault(.unsupportedValue, expected: "1: the size of index values is not known")
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

/// The layers that are mixtures of experts.
enum MixturePattern {
  /// `mlp_layer_types`, or `first_k_dense_replace` with `moe_layer_freq`, which is a number or a list.
  /// - Throws: `Diagnostic` "contradiction" where they disagree.
  static func denseFirst(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    let dense = try text.count("first_k_dense_replace", limit: .layers)
    var pattern = try frequency(text, layers: layers, dense: dense)
    if let types = try text.perLayer("mlp_layer_types", layers: layers) {
      let named = try types.map { type in
        switch try type.text() {
        case "dense": return false
        case "sparse": return true
        default: throw type.fault(.unknownValue, expected: "\"dense\" or \"sparse\"")
        }
      }
      if let index = named.indices.first(where: { named[$0] != pattern[$0] }), dense > 0 {
        throw types[index].fault(.conflict, expected: "what first_k_dense_replace \(dense) says")
      }
      pattern = named
    }
    return pattern
  }

  private static func frequency(_ text: ConfigurationSection, layers: Int, dense: Int) throws -> [Bool] {
    if let node = try text.value("moe_layer_freq"), case .list = node.content {
      return try text.perLayer("moe_layer_freq", layers: layers)?.map { try $0.integer(atMost: 1) == 1 } ?? []
    }
    let period = try text.optionalSize("moe_layer_freq", limit: .layers) ?? 1
    return (0..<layers).map { $0 >= dense && $0 % period == 0 }
  }
}

extension ExpertMixture {
  /// - Throws: `Diagnostic` "contradiction" where a token would go to more experts or groups than there are.
  func checkCounts(_ text: ConfigurationSection) throws {
    if expertsPerToken > expertCount, let node = try text.value("num_experts_per_tok") {
      throw node.fault(.conflict, expected: "at most the \(expertCount) experts")
    }
    if groupsPerToken > expertGroups, let node = try text.value("topk_group") {
      throw node.fault(.conflict, expected: "at most the \(expertGroups) groups of experts")
    }
  }
}

extension MixturePattern {
  /// `decoder_sparse_step` and `mlp_only_layers` (Qwen).
  static func sparseStep(_ text: ConfigurationSection, layers: Int) throws -> [Bool] {
    let step = try text.optionalSize("decoder_sparse_step", limit: .layers) ?? 1
    let dense = try text.value("mlp_only_layers")?.items().map { try $0.integer(atMost: layers - 1) } ?? []
    return (0..<layers).map { !dense.contains($0) && ($0 + 1) % step == 0 }
  }
}
