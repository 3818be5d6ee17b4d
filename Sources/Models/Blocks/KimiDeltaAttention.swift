import Quantities

/// Linear attention of Kimi-Linear and Kimi-K3 (KDA): a delta rule with a decay for each channel.
struct KimiDeltaAttention {
  let hiddenSize: Int
  let heads: Int
  let headSize: Int
  let kernelSize: Int
  /// The output gate is one matrix instead of two narrow ones.
  let hasFullRankGate: Bool

  /// Kimi-K3 stores convolutions and the norm in 32 bits, and a decay for each channel of a head; Kimi-Linear stores them in
  /// the model's format, and a decay for each head.
  let isKimiK3: Bool

  /// - Parameters:
  ///   - section: `linear_attn_config`.
  ///   - hiddenSize: Elements of a token.
  ///   - isKimiK3: Whether it is the larger model.
  init(_ section: ConfigurationSection, hiddenSize: Int, isKimiK3: Bool) throws {
    self.isKimiK3 = isKimiK3
    self.hiddenSize = hiddenSize
    heads = try section.size("num_heads", limit: .heads)
    headSize = try section.size("head_dim", limit: .headSize)
    kernelSize = try section.size("short_conv_kernel_size", limit: .heads)
    hasFullRankGate = try section.flag("use_full_rank_gate")
  }

  private var width: Int { heads * headSize }

  private var smallFormat: NumberFormat? { isKimiK3 ? .float32 : nil }

  /// The mixer of one layer.
  func mixer(_ maker: TensorMaker) -> TokenMixer {
    TokenMixer(
      kind: .linear,
      tensors: ["q", "k", "v"].flatMap { name in
        [
          maker.linear("self_attn.\(name)_proj", width, hiddenSize),
          maker.vector("self_attn.\(name)_conv1d.weight", width * kernelSize, .divided, format: smallFormat),
        ]
      } + decay(maker) + output(maker),
      cache: CacheShape(
        stateElements: heads * headSize * headSize, convolutionElements: 3 * width * (kernelSize - 1), shards: heads),
      attention: nil)
  }

  private func decay(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.vector("self_attn.A_log", isKimiK3 ? headSize : heads, format: .float32),
      maker.vector("self_attn.dt_bias", width, .divided, format: .float32),
      maker.linear("self_attn.f_a_proj", headSize, hiddenSize, .replicated),
      maker.linear("self_attn.f_b_proj", width, headSize),
      maker.linear("self_attn.b_proj", heads, hiddenSize),
    ]
  }

  private func output(_ maker: TensorMaker) -> [Tensor] {
    let gate =
      hasFullRankGate
      ? [maker.linear("self_attn.g_proj", width, hiddenSize)]
      : [
        maker.linear("self_attn.g_a_proj", headSize, hiddenSize, .replicated),
        maker.linear("self_attn.g_b_proj", width, headSize),
      ]
    return gate + [
      maker.vector("self_attn.o_norm.weight", headSize, format: smallFormat),
      maker.linear("self_attn.o_proj", hiddenSize, width),
    ]
  }
}

/// Linear attention with a gated delta rule (Qwen3-Next, Qwen3.5).
struct GatedDeltaNet {
  let hiddenSize: Int
  let keyHeads: Int
  let keySize: Int
  let valueHeads: Int
  let valueSize: Int
  /// Taps of the short convolution over queries, keys and values.
  let kernelSize: Int
  let stateFormat: NumberFormat
  /// Qwen3-Next stores queries, keys, values and gate as one matrix, Qwen3.5 apart.
  let fusesProjections: Bool

  init(_ text: ConfigurationSection, hiddenSize: Int, fusesProjections: Bool) throws {
    self.hiddenSize = hiddenSize
    self.fusesProjections = fusesProjections
    keyHeads = try text.size("linear_num_key_heads", limit: .heads)
    keySize = try text.size("linear_key_head_dim", limit: .headSize)
    valueHeads = try text.size("linear_num_value_heads", limit: .heads)
    valueSize = try text.size("linear_value_head_dim", limit: .headSize)
    kernelSize = try text.size("linear_conv_kernel_dim", limit: .heads)
    stateFormat = try StateFormat.read(text)
  }

  private var keyWidth: Int { keyHeads * keySize }
  private var valueWidth: Int { valueHeads * valueSize }
  private var convolvedWidth: Int { 2 * keyWidth + valueWidth }

  /// The mixer of one layer. Its state is one key × value matrix for each value head.
  func mixer(_ maker: TensorMaker) -> TokenMixer {
    TokenMixer(
      kind: .linear,
      tensors: projections(maker) + [
        maker.vector("linear_attn.conv1d.weight", convolvedWidth * kernelSize, .divided),
        maker.vector("linear_attn.A_log", valueHeads, .divided),
        maker.vector("linear_attn.dt_bias", valueHeads, .divided),
        maker.vector("linear_attn.norm.weight", valueSize),
        maker.linear("linear_attn.out_proj", hiddenSize, valueWidth),
      ],
      cache: CacheShape(
        stateElements: valueHeads * keySize * valueSize, convolutionElements: convolvedWidth * (kernelSize - 1),
        stateFormat: stateFormat, shards: valueHeads),
      attention: nil)
  }

  private func projections(_ maker: TensorMaker) -> [Tensor] {
    let widths =
      fusesProjections
      ? [("in_proj_qkvz", convolvedWidth + valueWidth), ("in_proj_ba", 2 * valueHeads)]
      : [
        ("in_proj_qkv", convolvedWidth), ("in_proj_z", valueWidth), ("in_proj_b", valueHeads),
        ("in_proj_a", valueHeads),
      ]
    return widths.map { maker.linear("linear_attn.\($0)", $1, hiddenSize) }
  }
}
