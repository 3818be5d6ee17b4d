import Quantities

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
