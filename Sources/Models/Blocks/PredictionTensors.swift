import Quantities

/// The tensors beside the drafting layers of DeepSeek-V3 and related models.
struct PredictionTensors {
  let frame: ModelFrame
  /// The checkpoint repeats embedding and LM head for the drafting layer.
  let copiesTables: Bool

  /// - Parameters:
  ///   - layers: The drafting layers; their index continues that of the main model.
  ///   - maker: The maker at the root of the checkpoint.
  ///   - names: The names of the checkpoint, which give the place of the layers.
  private func prediction(_ layers: [Layer], _ maker: TensorMaker, _ names: CheckpointNames) -> MultiTokenPrediction {
    let places = layers.map { maker.at("\(names.layers)\($0.index).") }
    return MultiTokenPrediction(
      layers: layers, otherTensors: places.flatMap(projections),
      copiedTensors: copiesTables ? places.flatMap(copies) : [])
  }

  /// The same for a number of layers that follow those of the model.
  /// - Parameter kind: The kind of a layer, from the maker at its place and its index.
  /// - Returns: `nil` for none.
  func prediction(
    _ count: Int, _ maker: TensorMaker, _ names: CheckpointNames, kind: (TensorMaker, Int) -> LayerKind
  ) -> MultiTokenPrediction? {
    guard count > 0 else { return nil }
    let layers = (frame.layerCount..<frame.layerCount + count).map { index in
      Layer(index: index, kind: kind(maker.at("\(names.layers)\(index)."), index))
    }
    return prediction(layers, maker, names)
  }

  /// The projection stays in the model's precision in published FP8 checkpoints.
  private func projections(_ maker: TensorMaker) -> [Tensor] {
    [maker.plainMatrix("eh_proj", frame.hiddenSize, 2 * frame.hiddenSize)]
      + ["enorm.weight", "hnorm.weight", "shared_head.norm.weight"].map { maker.vector($0, frame.hiddenSize) }
  }

  private func copies(_ maker: TensorMaker) -> [Tensor] {
    [
      maker.table("embed_tokens", frame.vocabularySize, frame.hiddenSize),
      maker.plainMatrix("shared_head.head", frame.vocabularySize, frame.hiddenSize, .divided),
    ]
  }
}

/// The names of the matrices of a feed-forward part, and with that whether it has a gate.
struct FeedForwardNames {
  /// `nil` for parts without a gate (squared ReLU).
  let gate: String?
  let up: String
  let down: String

  /// gate_proj, up_proj, down_proj.
  static let projections = FeedForwardNames(gate: "gate_proj", up: "up_proj", down: "down_proj")
  /// w1, w3, w2.
  static let numbered = FeedForwardNames(gate: "w1", up: "w3", down: "w2")
  /// up_proj, down_proj.
  static let ungated = FeedForwardNames(gate: nil, up: "up_proj", down: "down_proj")

  /// A bias for each matrix.
  func biases(_ maker: TensorMaker, _ path: String, outputs: Int, inner: Int) -> [Tensor] {
    [gate, up].compactMap { $0 }.map { maker.vector("\(path).\($0).bias", inner, .divided) }
      + [maker.vector("\(path).\(down).bias", outputs)]
  }

  /// The matrices of a part that widens `inputs` elements to `inner` and back.
  func tensors(_ maker: TensorMaker, _ path: String, inputs: Int, inner: Int) -> [Tensor] {
    let widening = [gate, up].compactMap { $0 }.map { maker.linear("\(path).\($0)", inner, inputs, slicedWidth: inner) }
    return widening + [maker.linear("\(path).\(down)", inputs, inner, slicedWidth: inner)]
  }
}

/// Linear attention of MiniMax-M1: a decayed sum of key × value products for each head.
struct LightningAttention {
  let hiddenSize: Int
  let heads: Int
  let headSize: Int

  /// The mixer of one layer.
  func mixer(_ maker: TensorMaker) -> TokenMixer {
    let width = heads * headSize
    return TokenMixer(
      kind: .linear,
      tensors: [
        maker.linear("self_attn.qkv_proj", 3 * width, hiddenSize),
        maker.linear("self_attn.output_gate", width, hiddenSize),
        maker.linear("self_attn.out_proj", hiddenSize, width),
        maker.vector("self_attn.norm.weight", width),
      ],
      cache: CacheShape(stateElements: heads * headSize * headSize, shards: heads), attention: nil)
  }
}

/// The storage format of the state of linear and state-space mixers.
enum StateFormat {
  /// 32-bit unless `mamba_ssm_dtype` or `mamba_ssm_cache_dtype` specifies another.
  static func read(_ text: ConfigurationSection) throws -> NumberFormat {
    for name in ["mamba_ssm_cache_dtype", "mamba_ssm_dtype"] {
      if let node = try text.value(name) { return try ModelConfiguration.format(node) }
    }
    return .float32
  }
}
