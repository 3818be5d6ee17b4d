/// The small attention of DeepSeek sparse attention that picks the tokens which the large one reads.
struct SparseIndexer {
  let heads: Int
  /// Elements of its one key per token.
  let headSize: Int
  /// Tokens that it picks.
  let selected: Int
  /// The layer has no indexer of its own and uses the choice of an earlier layer (GLM-5.2 and later).
  var isShared = false

  /// Heads × width of its scores.
  var width: Int { heads * headSize }

  /// - Parameter section: Where `index_n_heads`, `index_head_dim` and `index_topk` stand.
  init(_ section: ConfigurationSection) throws {
    heads = try section.size("index_n_heads", limit: .heads)
    headSize = try section.size("index_head_dim", limit: .headSize)
    selected = try section.size("index_topk", limit: .tokens)
  }

  /// Its tensors in a layer with latent attention; every rank holds all of them.
  func tensors(_ maker: TensorMaker, _ attention: LatentAttention) -> [Tensor] {
    guard !isShared else { return [] }
    return [
      maker.linear("self_attn.indexer.wq_b", width, attention.queryRank ?? attention.hiddenSize, .replicated),
      maker.linear("self_attn.indexer.wk", headSize, attention.hiddenSize, .replicated),
      maker.vector("self_attn.indexer.k_norm.weight", headSize),
      maker.vector("self_attn.indexer.k_norm.bias", headSize),
      maker.plainMatrix("self_attn.indexer.weights_proj", heads, attention.hiddenSize),
    ]
  }
}
