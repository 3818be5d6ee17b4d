extension GroupedQueryAttention {
  /// Reads the sizes that most configurations name alike.
  ///
  /// An absent head size is hidden size / heads (Llama-3, Qwen2.5, Mixtral); a given one may differ from that.
  /// - Throws: `Diagnostic` "contradiction" where heads do not divide by key/value heads.
  init(_ configuration: ModelConfiguration, _ frame: ModelFrame) throws {
    let text = configuration.text
    let heads = try text.size("num_attention_heads", limit: .heads)
    let keyValueHeads = try text.optionalSize("num_key_value_heads", limit: .heads) ?? heads
    try Self.check(heads: heads, keyValueHeads, in: text, key: "num_key_value_heads")
    let headSize = try text.optionalSize("head_dim", "attention_head_dim", limit: .headSize)
    if headSize == nil, frame.hiddenSize % heads != 0, let node = try text.value("num_attention_heads") {
      throw node.fault("contradiction", expected: "a divisor of hidden_size \(frame.hiddenSize), or a key head_dim")
    }
    self.init(
      hiddenSize: frame.hiddenSize, queryHeads: heads, keyValueHeads: keyValueHeads,
      headSize: headSize ?? frame.hiddenSize / heads)
  }

  /// Each key/value head serves the same number of query heads.
  static func check(heads: Int, _ keyValueHeads: Int, in section: ConfigurationSection, key: String) throws {
    guard heads % keyValueHeads != 0, let node = try section.value(key) else { return }
    throw node.fault("contradiction", expected: "a divisor of the \(heads) attention heads")
  }
}
