extension ModelArchitecture {
  /// The same model with another k: each token uses more or fewer experts. The stored weights are unchanged.
  /// - Parameter count: k of every layer with experts, including drafting layers; at most `mostExpertsPerToken`.
  public func withExpertsPerToken(_ count: Int) -> ModelArchitecture {
    ModelArchitecture(
      name: name, modelType: modelType, file: file, hiddenSize: hiddenSize, vocabularySize: vocabularySize,
      tiesEmbeddings: tiesEmbeddings, embedding: embedding, output: output,
      layers: layers.map { $0.with(expertsPerToken: count) },
      multiTokenPrediction: multiTokenPrediction.map { prediction in
        MultiTokenPrediction(
          layers: prediction.layers.map { $0.with(expertsPerToken: count) },
          otherTensors: Array(prediction.otherTensors.dropLast(prediction.copiedTensors.count)),
          copiedTensors: prediction.copiedTensors)
      },
      quantization: quantization, cacheFormat: cacheFormat, maximumContext: maximumContext,
      publishedCheckpoint: publishedCheckpoint
    ).with(surroundingsOf: self)
  }

  /// k of the first layer with experts; `nil` without.
  public var expertsPerToken: Int? { mixtures.first?.expertsPerToken }

  /// The experts that routing lets a token choose from, in the layer that has fewest: those of the groups that it may use;
  /// `nil` without experts.
  public var mostExpertsPerToken: Int? {
    mixtures.map { $0.expertCount / max(1, $0.expertGroups) * $0.groupsPerToken }.min()
  }

  private var mixtures: [MixtureOfExperts] { layers.compactMap(\.kind.feedForward.mixture) }
}

extension Layer {
  fileprivate func with(expertsPerToken count: Int) -> Layer {
    guard case .mixture(var mixture) = kind.feedForward else { return self }
    mixture.expertsPerToken = count
    return Layer(
      index: index,
      kind: LayerKind(mixer: kind.mixer, feedForward: .mixture(mixture), otherTensors: kind.otherTensors))
  }
}
