import Quantities

/// The sum of activations over tensor-parallel ranks.
enum AllReduce {
  /// latency + 2 (n − 1)/n · bytes / (η · BW): the wire bytes of a ring, which bound every algorithm without in-network
  /// reduction. Ranks in several domains reduce inside each first, and each GPU exchanges its share between domains.
  /// - Parameter layout: The stage whose ranks, or all of whose GPUs, take part.
  static func cost(
    _ name: String, ranks: Explained<Scalar>, bytes: Explained<Information>, layout: StageLayout, network: Network,
    _ figures: HardwareFigures
  ) -> OperatorCost {
    let perDomain = min(Int(ranks.value), layout.gpusPerDomain)
    let domains = Int(ranks.value) / perDomain
    let inside = domains == 1 ? ranks : .layout("GPUs per domain", perDomain, recording: figures.recording)
    let efficiency = figures.calibration.allReduceEfficiency.leaf(recording: figures.recording)
    let bandwidth = network.scaleUpBandwidth(among: perDomain) * efficiency
    let latency = figures.calibration.allReduceLatency.leaf(recording: figures.recording)
    let insideBytes = bytes * (2 * (inside - 1) / inside)
    let scaleUp = insideBytes / bandwidth
    guard domains > 1 else {
      return OperatorCost(
        name: name, transfer: scaleUp.named("\(name): transfer"), over: .scaleUp, sent: [insideBytes.value],
        fixed: latency)
    }
    let groups = Explained<Scalar>.layout("domains", domains, recording: figures.recording)
    let collective = figures.calibration.allToAll
    let top = network.level(spanning: domains)
    let level = network.levels[top]
    let share = bytes / inside * (2 * (groups - 1) / groups)
    let scaleOut = share / (level.bandwidth * collective.scaleOutEfficiency.leaf(recording: figures.recording))
    // Two crossings: what the domains reduced goes out, and what they reduced together comes back.
    return OperatorCost(
      name: name, transfer: (scaleUp + scaleOut).named("\(name): transfer"), over: .scaleOut,
      sent: [insideBytes.value] + [Double](repeating: share.value, count: top),
      fixed: latency + 2 * collective.scaleOutLatency.leaf(recording: figures.recording))
  }
}
