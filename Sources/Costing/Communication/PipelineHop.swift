import Quantities

/// The activations that a stage hands to the next one, over the tier that the two really share.
enum PipelineHop {
  /// latency + tokens · hidden · bytes / TP / (η · BW): each rank of the receiving stage gets its share of its own tokens
  /// from one rank, inside a domain over the link of the pair.
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
    let isScaleUp = level == 0
    let efficiency = (isScaleUp ? collective.scaleUpEfficiency : collective.scaleOutEfficiency)
      .leaf(recording: figures.recording)
    let bandwidth = isScaleUp ? network.scaleUpBandwidth(among: 2) : narrowest(network.levels[1...level])
    return OperatorCost(
      name: "hop over \(network.levels[level].name)",
      transfer: (bytes / (bandwidth * efficiency)).named("hop: transfer"),
      over: isScaleUp ? .scaleUp : .scaleOut,
      sent: isScaleUp ? [bytes.value] : [0] + [Double](repeating: bytes.value, count: level),
      fixed: latency(level, network, figures))
  }

  private static func narrowest(_ crossed: ArraySlice<LevelFigures>) -> Explained<DataRate> {
    crossed.dropFirst().reduce(crossed[crossed.startIndex].bandwidth) {
      $1.bandwidth.value < $0.value ? $1.bandwidth : $0
    }
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
