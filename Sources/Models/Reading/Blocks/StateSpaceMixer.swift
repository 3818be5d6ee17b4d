import Quantities

/// A Mamba-2 layer.
struct StateSpaceMixer {
  let hiddenSize: Int
  let heads: Int
  let headSize: Int
  /// Groups of heads that share input and output projections of the state.
  let groups: Int
  let stateSize: Int
  let kernelSize: Int
  let hasConvolutionBias: Bool
  let hasProjectionBias: Bool
  let stateFormat: NumberFormat

  init(_ text: ConfigurationSection, hiddenSize: Int) throws {
    self.hiddenSize = hiddenSize
    heads = try text.size("mamba_num_heads", limit: .heads)
    headSize = try text.size("mamba_head_dim", limit: .headSize)
    groups = try text.size("n_groups", limit: .heads)
    stateSize = try text.size("ssm_state_size", limit: .headSize)
    kernelSize = try text.size("conv_kernel", limit: .heads)
    hasConvolutionBias = try text.flag("use_conv_bias", default: true)
    let hasBias = try text.flag("use_bias")
    hasProjectionBias = try text.flag("mamba_proj_bias") || hasBias
    stateFormat = try StateFormat.read(text)
    // The inner width is heads × head size; `expand` is not what the weights follow.
    text.disregard("expand", "chunk_size", "use_mamba_kernels", "time_step_rank", "residual_in_fp32")
  }

  private var innerWidth: Int { heads * headSize }
  private var convolvedWidth: Int { innerWidth + 2 * groups * stateSize }
  private var projectedWidth: Int { innerWidth + convolvedWidth + heads }

  /// The mixer of one layer. Its state is one head × state matrix for each head.
  func mixer(_ maker: TensorMaker) -> TokenMixer {
    TokenMixer(
      kind: .stateSpace, tensors: matrices(maker) + vectors(maker),
      cache: CacheShape(
        stateElements: innerWidth * stateSize, convolutionElements: convolvedWidth * (kernelSize - 1),
        stateFormat: stateFormat, shards: heads),
      attention: nil)
  }

  private func matrices(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.linear("mixer.in_proj", projectedWidth, hiddenSize),
      maker.linear("mixer.out_proj", hiddenSize, innerWidth),
    ]
  }

  private func vectors(_ maker: TensorMaker) -> [Tensor] {
    var tensors = [
      maker.vector("mixer.conv1d.weight", convolvedWidth * kernelSize, .divided),
      maker.vector("mixer.A_log", heads, .divided), maker.vector("mixer.D", heads, .divided),
      maker.vector("mixer.dt_bias", heads, .divided), maker.vector("mixer.norm.weight", innerWidth, .divided),
    ]
    if hasConvolutionBias { tensors.append(maker.vector("mixer.conv1d.bias", convolvedWidth, .divided)) }
    if hasProjectionBias {
      tensors += [
        maker.vector("mixer.in_proj.bias", projectedWidth, .divided),
        maker.vector("mixer.out_proj.bias", hiddenSize),
      ]
    }
    return tensors
  }
}
