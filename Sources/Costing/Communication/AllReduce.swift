import Quantities

/// The sum of activations over tensor-parallel ranks.
enum AllReduce {
  /// latency + 2 (n − 1)/n · bytes / (η · BW): the wire bytes of a ring, which bound every algorithm without in-network
  /// reduction.
  static func cost(
    _ name: String, ranks: Explained<Scalar>, bytes: Explained<Information>, network: Network,
    _ figures: HardwareFigures
  ) -> OperatorCost {
    let bandwidth = network.scaleUpBandwidth(among: Int(ranks.value))
    let efficiency = figures.calibration.allReduceEfficiency.leaf(recording: figures.recording)
    let wire = bytes * (2 * (ranks - 1) / ranks)
    return OperatorCost(
      name: name, transfer: (wire / (bandwidth * efficiency)).named("\(name): transfer"), over: .scaleUp,
      fixed: figures.calibration.allReduceLatency.leaf(recording: figures.recording))
  }
}
