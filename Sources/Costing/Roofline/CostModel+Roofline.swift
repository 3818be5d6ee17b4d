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
      (.layout("layers", layersOfKind[index], recording: recording), kind)
    }
  }
}
