import Quantities

/// The activations that a stage hands to the next one, over the tier that the two really share.
enum PipelineHop {
  /// latency + tokens · hidden · bytes / TP / (η · BW): each rank of the receiving stage gets its share of its own tokens.
  /// - Parameters:
  ///   - tokens: On one rank of the receiving stage.
  ///   - level: Index of the level where the stages meet.
  static func cost(
    tokens: Explained<Scalar>, hiddenSize: Explained<Scalar>, tensorParallel: Explained<Scalar>, level: Int,
    network: Network, _ figures: HardwareFigures
  ) -> OperatorCost {
    let elements = tokens * hiddenSize / tensorParallel
    let bytes = (Explained<Information>.oneByte * (elements * 2)).named("activations handed on")
    let collective = figures.calibration.pointToPoint
    let crossed = network.levels[0...level]
    let isScaleUp = level == 0
    let efficiency = (isScaleUp ? collective.scaleUpEfficiency : collective.scaleOutEfficiency)
      .leaf(recording: figures.recording)
    let narrowest = (isScaleUp ? crossed : crossed.dropFirst()).min { $0.bandwidth.value < $1.bandwidth.value }
    let bandwidth = narrowest?.bandwidth ?? network.levels[0].bandwidth
    return OperatorCost(
      name: "hop over \(network.levels[level].name)",
      transfer: (bytes / (bandwidth * efficiency)).named("hop: transfer"),
      over: isScaleUp ? .scaleUp : .scaleOut, fixed: latency(level, network, figures))
  }

  /// The token ids that the last stage returns to the first: latency only.
  static func tokenReturn(level: Int, network: Network, _ figures: HardwareFigures) -> OperatorCost {
    OperatorCost(name: "token return", fixed: latency(level, network, figures))
  }

  private static func latency(_ level: Int, _ network: Network, _ figures: HardwareFigures) -> Explained<Time> {
    let collective = figures.calibration.pointToPoint
    let software = (level == 0 ? collective.scaleUpLatency : collective.scaleOutLatency)
      .leaf(recording: figures.recording)
    guard software.value > 0 else { return software }
    return software + network.levels[level].latency
  }
}
