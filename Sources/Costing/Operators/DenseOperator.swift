import Quantities

/// Matrix products that every token of a rank passes: projections, dense feed-forward, shared experts, LM head.
enum DenseOperator {
  /// memory = weights / (η_hbm · BW); compute = Σ FLOP per token · tokens / (η · peak) over formats.
  /// - Parameter tokens: On the rank.
  static func cost(
    _ name: String, weights: Weights, tokens: Explained<Scalar>, tensorParallel: Explained<Scalar>,
    _ figures: HardwareFigures
  ) -> OperatorCost {
    let read = weights.bytes(tensorParallel: tensorParallel)
    return OperatorCost(
      name: name, memory: (read / (figures.memoryBandwidth * figures.denseWeights)).named("\(name): weight reads"),
      compute: weights.computeTime(tokens: tokens, tensorParallel: tensorParallel, figures).named("\(name): products"))
  }
}
