import Quantities

extension CostModel {
  /// The time to read every weight of the model once from one HBM; the embedding is looked up, not read.
  public func weightReadTime() -> Explained<Time> {
    Explained.sum(
      layersByKind.map { layers, kind in layers * kind.weightReadTime(figures) } + [headReadTime()]
    ).named("time to read the weights")
  }

  /// The time of a token's products on one GPU, attention scores left out.
  public func productTimePerToken() -> Explained<Time> {
    Explained.sum(
      layersByKind.map { layers, kind in layers * kind.productTimePerToken(figures) }
        + [output.computeTime(tokens: 1, tensorParallel: 1, figures)]
    ).named("products of a token")
  }

  /// B*: the batch at which products take as long as reading all weights. Caches, attention scores, transfers and fixed
  /// costs are left out, and every expert counts as hit; the number of GPUs cancels.
  public func crossoverBatch() -> Explained<Scalar> {
    (weightReadTime() / productTimePerToken()).named("crossover batch")
  }

  private func headReadTime() -> Explained<Time> {
    output.isEmpty
      ? Explained(Seconds.zero) : output.bytes(tensorParallel: 1) / (figures.memoryBandwidth * figures.denseWeights)
  }

  private var layersByKind: [(layers: Explained<Scalar>, kind: LayerOperators)] {
    operators.enumerated().map { index, kind in
      (recorder.layout("layers", layersOfKind[index]), kind)
    }
  }
}

extension LayerOperators {
  /// The time to read all weights of the layer, every expert among them.
  func weightReadTime(_ figures: HardwareFigures) -> Explained<Time> {
    var parts = [mixerWeights, feedForwardWeights].filter { !$0.isEmpty }.map { weights in
      weights.bytes(tensorParallel: 1) / (figures.memoryBandwidth * figures.denseWeights)
    }
    if let experts {
      let bytes = experts.expertCount * experts.expert.bytes(tensorParallel: 1)
      parts.append(bytes / (figures.memoryBandwidth * figures.expertWeights))
    }
    return .sum(parts)
  }

  /// The time of one token's products.
  func productTimePerToken(_ figures: HardwareFigures) -> Explained<Time> {
    var parts = [mixerWeights, feedForwardWeights].filter { !$0.isEmpty }.map { weights in
      weights.computeTime(tokens: 1, tensorParallel: 1, figures)
    }
    if let experts {
      parts += experts.expert.groups.map { group in
        experts.expertsPerToken * group.workPerToken / (figures.peak(group.format) * figures.grouped)
      }
    }
    return .sum(parts)
  }
}
