/// Attention with query heads that share key/value heads: MHA, GQA and MQA, full or in a window.
struct GroupedQueryAttention {
  /// The norm between projection and scores.
  enum QueryKeyNorm { case none, perHead, wholeWidth }

  var hiddenSize: Int
  var queryHeads: Int
  var keyValueHeads: Int
  var headSize: Int
  var valueHeadSize: Int
  var kind = TokenMixer.Kind.full
  /// Tokens of a window or chunk; `nil` keeps every token.
  var window: Int?
  /// A gate on the output doubles the query projection.
  var gatesOutput = false
  var hasInputBias = false
  var hasOutputBias = false
  var norm = QueryKeyNorm.none
  /// A learned logit per head that takes attention from every token.
  var hasSinks = false
  /// The name of that logit in checkpoints.
  var sinkName = "sinks"
  /// Keys and values are those of an earlier layer (Gemma-4 and Gemma-3n): no projections for them, and no cache.
  var sharesCache = false
  /// Values are the keys before their norm (Gemma-4): no projection of their own, but cached all the same.
  var valuesAreKeys = false
  /// The path of the tensors in the layer.
  var path = "self_attn"
  /// The name of the output projection.
  var outputName = "o_proj"

  /// - Parameters:
  ///   - hiddenSize: Elements of a token.
  ///   - queryHeads: Heads that ask.
  ///   - keyValueHeads: Heads that are cached.
  ///   - headSize: Elements of a key.
  ///   - valueHeadSize: Elements of a value; as a key by default.
  init(hiddenSize: Int, queryHeads: Int, keyValueHeads: Int, headSize: Int, valueHeadSize: Int? = nil) {
    self.hiddenSize = hiddenSize
    self.queryHeads = queryHeads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.valueHeadSize = valueHeadSize ?? headSize
  }

  /// Elements that a token adds to the cache: keys and values of every key/value head.
  var cachedElements: Int { keyValueHeads * (headSize + valueHeadSize) }

  /// The mixer of one layer; `extra` tensors are added to it.
  func mixer(_ maker: TensorMaker, extra: [Tensor] = []) -> TokenMixer {
    let elements = sharesCache ? 0 : cachedElements
    let cache =
      window.map {
        CacheShape(windowTokens: $0, windowElementsPerToken: elements, shards: keyValueHeads)
      } ?? CacheShape(elementsPerToken: Double(elements), shards: keyValueHeads)
    return TokenMixer(
      kind: kind, tensors: projections(maker) + biases(maker) + norms(maker) + extra, cache: cache,
      attention: AttentionShape(queryHeads: queryHeads, scoreWidth: headSize, valueWidth: valueHeadSize))
  }

  private func projections(_ maker: TensorMaker) -> [Tensor] {
    let shared = Sharding.dividedUpTo(keyValueHeads)
    var tensors = [maker.linear("\(path).q_proj", queryHeads * headSize * (gatesOutput ? 2 : 1), hiddenSize)]
    if !sharesCache { tensors.append(maker.linear("\(path).k_proj", keyValueHeads * headSize, hiddenSize, shared)) }
    if !valuesAreKeys, !sharesCache {
      tensors.append(maker.linear("\(path).v_proj", keyValueHeads * valueHeadSize, hiddenSize, shared))
    }
    return tensors + [maker.linear("\(path).\(outputName)", hiddenSize, queryHeads * valueHeadSize)]
  }

  private func biases(_ maker: TensorMaker) -> [Tensor] {
    var tensors: [Tensor] = []
    if hasInputBias {
      tensors.append(maker.vector("\(path).q_proj.bias", queryHeads * headSize * (gatesOutput ? 2 : 1), .divided))
    }
    if hasInputBias, !sharesCache {
      let shared = Sharding.dividedUpTo(keyValueHeads)
      tensors.append(maker.vector("\(path).k_proj.bias", keyValueHeads * headSize, shared))
      if !valuesAreKeys {
        tensors.append(maker.vector("\(path).v_proj.bias", keyValueHeads * valueHeadSize, shared))
      }
    }
    if hasOutputBias { tensors.append(maker.vector("\(path).\(outputName).bias", hiddenSize)) }
    if hasSinks { tensors.append(maker.vector("\(path).\(sinkName)", queryHeads, .divided)) }
    return tensors
  }

  private func norms(_ maker: TensorMaker) -> [Tensor] {
    let (query, key): (Int, Int)
    switch norm {
    case .none: return []
    case .perHead: (query, key) = (headSize, headSize)
    case .wholeWidth: (query, key) = (queryHeads * headSize, keyValueHeads * headSize)
    }
    return [maker.vector("\(path).q_norm.weight", query)]
      + (sharesCache ? [] : [maker.vector("\(path).k_norm.weight", key)])
  }
}

extension GroupedQueryAttention {
  /// Reads the sizes, whose keys most configurations share.
  ///
  /// An absent head size is hidden size / heads (Llama-3, Qwen2.5, Mixtral); a given one may differ from that.
  /// - Parameters:
  ///   - configuration: The configuration.
  ///   - frame: The sizes that every model has.
  ///   - defaults: Sizes of the architecture, for families whose files leave them out.
  /// - Throws: `Diagnostic` "conflict" where heads do not divide by key/value heads.
  init(
    _ configuration: ModelConfiguration, _ frame: ModelFrame,
    defaults: (heads: Int, keyValueHeads: Int, headSize: Int)? = nil
  ) throws {
    let text = configuration.text
    let heads =
      try text.optionalSize("num_attention_heads", "n_head", limit: .heads) ?? defaults?.heads
      ?? text.size("num_attention_heads", limit: .heads)
    let keyValueHeads =
      try text.optionalSize("num_key_value_heads", "multi_query_group_num", limit: .heads) ?? defaults?.keyValueHeads
      ?? heads
    try Self.check(heads: heads, keyValueHeads, in: text, key: "num_key_value_heads")
    let headSize =
      try text.optionalSize("head_dim", "attention_head_dim", "kv_channels", limit: .headSize) ?? defaults?.headSize
    if headSize == nil, frame.hiddenSize % heads != 0, let node = try text.value("num_attention_heads") {
      throw node.fault(.conflict, expected: "a divisor of hidden_size \(frame.hiddenSize), or a key head_dim")
    }
    self.init(
      hiddenSize: frame.hiddenSize, queryHeads: heads, keyValueHeads: keyValueHeads,
      headSize: headSize ?? frame.hiddenSize / heads)
  }

  /// Checks that each key/value head serves the same number of query heads.
  static func check(heads: Int, _ keyValueHeads: Int, in section: ConfigurationSection, key: String) throws {
    guard heads % keyValueHeads != 0, let node = try section.value(key) else { return }
    throw node.fault(.conflict, expected: "a divisor of the \(heads) attention heads")
  }
}
