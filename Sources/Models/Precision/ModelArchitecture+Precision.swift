import Quantities

extension ModelArchitecture {
  /// The same model with every matrix of mixers, feed-forward parts and experts stored in a format, with the scales that
  /// the format usually has. Embedding, LM head, routers, norms and biases stay as they are.
  ///
  /// The KV cache is another matter and keeps the format that the checkpoint asks for.
  public func withPrecision(_ format: NumberFormat) -> ModelArchitecture { stored(in: .standard(format)) }

  /// The same with the scales that `weightFormat` has.
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
      publishedCheckpoint: nil)
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
        weightFormat: format, isQuantizable: true)
    }
  }
}
