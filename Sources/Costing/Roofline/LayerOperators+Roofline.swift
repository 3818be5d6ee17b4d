import Quantities

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
