/// Multi-head latent attention: keys and values are projected up from one small cached vector.
struct LatentAttention {
  var hiddenSize: Int
  var heads: Int
  /// `nil` projects queries without a bottleneck.
  var queryRank: Int?
  var keyValueRank: Int
  /// Elements of a key without position.
  var plainKeySize: Int
  /// Elements of a key with rotary position, shared by all heads.
  var rotaryKeySize: Int
  var valueSize: Int
  /// A gate on the output, as wide as the heads (Kimi-K3).
  var gatesOutput = false

  /// Cached elements per token: the latent vector and the rotary key, once for all heads.
  var cachedElements: Int { keyValueRank + rotaryKeySize }

  /// Reads the usual keys. `head_dim` and `num_key_value_heads` say nothing for MLA, though files have them.
  init(_ configuration: ModelConfiguration, _ frame: ModelFrame) throws {
    let text = configuration.text
    hiddenSize = frame.hiddenSize
    heads = try text.size("num_attention_heads", limit: .heads)
    queryRank = try text.optionalSize("q_lora_rank", limit: .width)
    keyValueRank = try text.size("kv_lora_rank", limit: .width)
    plainKeySize = try text.size("qk_nope_head_dim", limit: .headSize)
    rotaryKeySize = try text.size("qk_rope_head_dim", limit: .headSize)
    valueSize = try text.size("v_head_dim", limit: .headSize)
    text.disregard("head_dim", "num_key_value_heads", "qk_head_dim")
  }

  /// The mixer of one layer: absorbed in decode (scores over the cached 576), multi-head in prefill (192 and 128).
  func mixer(_ maker: TensorMaker, indexer: SparseIndexer? = nil) -> TokenMixer {
    let ownsIndexer = indexer?.isShared == false
    return TokenMixer(
      kind: indexer == nil ? .latent : .sparseLatent,
      tensors: queryTensors(maker) + keyValueTensors(maker) + (indexer?.tensors(maker, self) ?? []),
      cache: CacheShape(
        elementsPerToken: Double(cachedElements),
        indexerElementsPerToken: ownsIndexer ? Double(indexer?.headSize ?? 0) : 0),
      attention: AttentionShape(
        queryHeads: heads, scoreWidth: cachedElements, valueWidth: keyValueRank,
        prefillScoreWidth: plainKeySize + rotaryKeySize, prefillValueWidth: valueSize,
        selectedEntries: indexer?.selected, indexerWidth: ownsIndexer ? indexer?.width ?? 0 : 0))
  }

  private func queryTensors(_ maker: TensorMaker) -> [Tensor] {
    let width = heads * (plainKeySize + rotaryKeySize)
    guard let queryRank else { return [maker.linear("self_attn.q_proj", width, hiddenSize)] }
    return [
      maker.linear("self_attn.q_a_proj", queryRank, hiddenSize, .replicated),
      maker.vector("self_attn.q_a_layernorm.weight", queryRank),
      maker.linear("self_attn.q_b_proj", width, queryRank),
    ]
  }

  private func keyValueTensors(_ maker: TensorMaker) -> [Tensor] {
    let tensors = [
      maker.linear("self_attn.kv_a_proj_with_mqa", cachedElements, hiddenSize, .replicated),
      maker.vector("self_attn.kv_a_layernorm.weight", keyValueRank),
      maker.linear("self_attn.kv_b_proj", heads * (plainKeySize + valueSize), keyValueRank),
      maker.linear("self_attn.o_proj", hiddenSize, heads * valueSize),
    ]
    return gatesOutput ? tensors + [maker.linear("self_attn.g_proj", heads * valueSize, hiddenSize)] : tensors
  }
}
