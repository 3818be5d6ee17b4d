/// Linear attention of Kimi-Linear and Kimi-K3 (KDA): a delta rule with a decay for each channel.
struct KimiDeltaAttention {
  let hiddenSize: Int
  let heads: Int
  let headSize: Int
  let kernelSize: Int
  /// The output gate is one matrix instead of two narrow ones.
  let hasFullRankGate: Bool

  /// - Parameter section: `linear_attn_config`.
  init(_ section: ConfigurationSection, hiddenSize: Int) throws {
    self.hiddenSize = hiddenSize
    heads = try section.size("num_heads", limit: .heads)
    headSize = try section.size("head_dim", limit: .headSize)
    kernelSize = try section.size("short_conv_kernel_size", limit: .heads)
    hasFullRankGate = try section.flag("use_full_rank_gate")
  }

  private var width: Int { heads * headSize }

  /// The mixer of one layer. Convolutions, decay and norm are stored in 32 bits.
  func mixer(_ maker: TensorMaker) -> TokenMixer {
    TokenMixer(
      kind: .linear,
      tensors: ["q", "k", "v"].flatMap { name in
        [
          maker.linear("self_attn.\(name)_proj", width, hiddenSize),
          maker.vector("self_attn.\(name)_conv1d.weight", width * kernelSize, .divided, format: .float32),
        ]
      } + decay(maker) + output(maker),
      cache: CacheShape(
        stateElements: heads * headSize * headSize, convolutionElements: 3 * width * (kernelSize - 1), shards: heads),
      attention: nil)
  }

  private func decay(_ maker: TensorMaker) -> [Tensor] {
    [
      // Stored with as many entries as a head is wide.
      maker.vector("self_attn.A_log", headSize, format: .float32),
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
      maker.vector("self_attn.o_norm.weight", headSize, format: .float32),
      maker.linear("self_attn.o_proj", hiddenSize, width),
    ]
  }
}
