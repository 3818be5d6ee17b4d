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
  /// A norm in front of the output projection.
  var hasNorm = true

  /// Reads the keys of Granite-4.0, Bamba and Falcon-H1, whose heads divide the inner width.
  init(granite text: ConfigurationSection, hiddenSize: Int, innerWidth: Int) throws {
    self.hiddenSize = hiddenSize
    heads = try text.optionalSize("mamba_n_heads", limit: .heads) ?? 128
    let node = try text.value("mamba_d_head")
    guard innerWidth % heads == 0 else {
      throw (node ?? text.node).fault(.conflict, expected: "heads that divide the inner width of \(innerWidth)")
    }
    headSize = innerWidth / heads
    if let node, case .integer(let stated) = node.content, stated != headSize {
      throw node.fault(.conflict, expected: "\(headSize), the inner width of \(innerWidth) over \(heads) heads")
    }
    groups = try text.optionalSize("mamba_n_groups", limit: .heads) ?? 1
    stateSize = try text.optionalSize("mamba_d_state", limit: .headSize) ?? 256
    kernelSize = try text.optionalSize("mamba_d_conv", limit: .heads) ?? 4
    hasConvolutionBias = try text.flag("mamba_conv_bias", default: true)
    hasProjectionBias = try text.flag("mamba_proj_bias")
    stateFormat = try StateFormat.read(text)
    text.disregard("mamba_chunk_size", "mamba_expand", "normalization_function")
  }

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
  func mixer(_ maker: TensorMaker, path: String = "mixer") -> TokenMixer {
    TokenMixer(
      kind: .stateSpace, tensors: matrices(maker, path) + vectors(maker, path),
      cache: CacheShape(
        stateElements: innerWidth * stateSize, convolutionElements: convolvedWidth * (kernelSize - 1),
        stateFormat: stateFormat, shards: heads),
      attention: nil)
  }

  private func matrices(_ maker: TensorMaker, _ path: String) -> [Tensor] {
    [
      maker.linear("\(path).in_proj", projectedWidth, hiddenSize),
      maker.linear("\(path).out_proj", hiddenSize, innerWidth),
    ]
  }

  private func vectors(_ maker: TensorMaker, _ path: String) -> [Tensor] {
    var tensors = [
      maker.vector("\(path).conv1d.weight", convolvedWidth * kernelSize, .divided),
      maker.vector("\(path).A_log", heads, .divided), maker.vector("\(path).D", heads, .divided),
      maker.vector("\(path).dt_bias", heads, .divided),
    ]
    if hasNorm { tensors.append(maker.vector("\(path).norm.weight", innerWidth, .divided)) }
    if hasConvolutionBias { tensors.append(maker.vector("\(path).conv1d.bias", convolvedWidth, .divided)) }
    if hasProjectionBias {
      tensors += [
        maker.vector("\(path).in_proj.bias", projectedWidth, .divided),
        maker.vector("\(path).out_proj.bias", hiddenSize),
      ]
    }
    return tensors
  }
}

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

  /// Reads the usual keys. `head_dim` and `num_key_value_heads` have no meaning for MLA, though files contain them.
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
        indexerElementsPerToken: ownsIndexer ? Double(indexer?.headSize ?? 0) : 0,
        entryStorage: indexer == nil ? nil : .sparseLatent(latent: keyValueRank, rotary: rotaryKeySize),
        indexerBytesPerToken: ownsIndexer ? indexer?.keyBytes : nil),
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
