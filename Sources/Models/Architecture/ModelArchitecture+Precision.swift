import Quantities

extension ModelArchitecture {
  /// The same model with every matrix of mixers, feed-forward parts and experts stored in a format, with the format's
  /// usual scales. Embedding, LM head, routers, norms and biases are unchanged.
  ///
  /// The KV cache keeps the format of the checkpoint.
  public func withPrecision(_ format: NumberFormat) -> ModelArchitecture { stored(in: .standard(format)) }

  /// The same model stored in a format with the scales of `weightFormat`.
  func stored(in weightFormat: WeightFormat) -> ModelArchitecture {
    ModelArchitecture(
      name: name, modelType: modelType, file: file, hiddenSize: hiddenSize, vocabularySize: vocabularySize,
      tiesEmbeddings: tiesEmbeddings, embedding: embedding, output: output,
      layers: layers.map { $0.stored(in: weightFormat) },
      multiTokenPrediction: multiTokenPrediction.map { prediction in
        MultiTokenPrediction(
          layers: prediction.layers.map { $0.stored(in: weightFormat) },
          otherTensors: Array(prediction.otherTensors.dropLast(prediction.copiedTensors.count)),
          copiedTensors: prediction.copiedTensors)
      },
      quantization: "\(weightFormat.format.rawValue), re-stored (the checkpoint: \(quantization))",
      cacheFormat: cacheFormat,
      maximumContext: maximumContext,
      // What was published weighs what it weighs, not what this would.
      publishedCheckpoint: nil
    ).with(surroundingsOf: self)
  }
}

extension Layer {
  fileprivate func stored(in format: WeightFormat) -> Layer {
    Layer(
      index: index,
      kind: LayerKind(
        mixer: TokenMixer(
          kind: kind.mixer.kind, tensors: kind.mixer.tensors.stored(in: format), cache: kind.mixer.cache,
          attention: kind.mixer.attention),
        feedForward: kind.feedForward.stored(in: format), otherTensors: kind.otherTensors))
  }
}

extension FeedForward {
  fileprivate func stored(in format: WeightFormat) -> FeedForward {
    switch self {
    case .none: return .none
    case .dense(let tensors): return .dense(tensors.stored(in: format))
    case .mixture(var mixture):
      mixture.expertTensors = mixture.expertTensors.stored(in: format)
      mixture.sharedTensors = mixture.sharedTensors.stored(in: format)
      mixture.routerTensors = mixture.routerTensors.stored(in: format)
      return .mixture(mixture)
    }
  }
}

extension [Tensor] {
  fileprivate func stored(in format: WeightFormat) -> [Tensor] {
    map { tensor in
      guard tensor.isQuantizable else { return tensor }
      return Tensor(
        name: tensor.name, elements: tensor.elements, role: tensor.role, sharding: tensor.sharding,
        weightFormat: format, isQuantizable: true, slicedWidth: tensor.slicedWidth)
    }
  }
}

extension ModelArchitecture {
  /// The model as checkpoints of a format are released: in 4 bits only feed-forward parts, experts and the output
  /// projection of latent attention are quantised, and the other projections of attention stay in 16 bits. Formats of 8
  /// bits and more apply to all of them.
  ///
  /// FP8 is in blocks for models with experts and has a scale for each tensor for dense ones (nvidia/Llama-3.1-70B-Instruct-FP8).
  ///
  /// Source: hf_quant_config.json of nvidia/DeepSeek-V3.1-NVFP4 and the quantisation of nvidia/Qwen3.5-397B-A17B-NVFP4,
  /// which leave out q, k and v projections; moonshotai/Kimi-K2.5 leaves out all but routed experts.
  public func asReleased(in format: NumberFormat) -> ModelArchitecture {
    if format == .float8, !layers.contains(where: { $0.kind.feedForward.mixture != nil }) {
      return stored(in: WeightFormat(.float8))
    }
    guard format.bits <= 4 else { return withPrecision(format) }
    let released = withPrecision(format)
    let wide = withPrecision(.bfloat16)
    return released.replacingLayers { layer in
      let mixer = layer.kind.mixer
      let tensors = zip(mixer.tensors, wide.layers[layer.index].kind.mixer.tensors).map { narrow, wide in
        mixer.kind == .latent && narrow.name.contains("o_proj") ? narrow : wide
      }
      return layer.replacingMixerTensors(tensors)
    }
  }

  /// The same model with its routed experts in another format.
  public func withExperts(in format: NumberFormat) -> ModelArchitecture {
    let narrow = withPrecision(format)
    return replacingLayers { layer in layer.replacingExperts(narrow.layers[layer.index]) }
  }

  private func replacingLayers(_ change: (Layer) -> Layer) -> ModelArchitecture {
    ModelArchitecture(
      name: name, modelType: modelType, file: file, hiddenSize: hiddenSize, vocabularySize: vocabularySize,
      tiesEmbeddings: tiesEmbeddings, embedding: embedding, output: output, layers: layers.map(change),
      multiTokenPrediction: multiTokenPrediction, quantization: quantization, cacheFormat: cacheFormat,
      maximumContext: maximumContext, publishedCheckpoint: nil
    ).with(surroundingsOf: self)
  }
}

extension Layer {
  fileprivate func replacingMixerTensors(_ tensors: [Tensor]) -> Layer {
    let mixer = TokenMixer(
      kind: kind.mixer.kind, tensors: tensors, cache: kind.mixer.cache, attention: kind.mixer.attention)
    return Layer(
      index: index, kind: LayerKind(mixer: mixer, feedForward: kind.feedForward, otherTensors: kind.otherTensors))
  }

  fileprivate func replacingExperts(_ other: Layer) -> Layer {
    guard case .mixture(var mixture) = kind.feedForward, let narrow = other.kind.feedForward.mixture else {
      return self
    }
    mixture.expertTensors = narrow.expertTensors
    return Layer(
      index: index,
      kind: LayerKind(mixer: kind.mixer, feedForward: .mixture(mixture), otherTensors: kind.otherTensors))
  }
}
