import Models
import Quantities

/// Dispatch of tokens to their experts, or combination of what the experts return.
///
/// Tiers are nested: what leaves the domain loads the network card once, whatever tier it crosses further up, and only
/// the share that crosses a tier pays its oversubscription.
struct ExpertAllToAll: Sendable {
  let copies: Calibration.DispatchCopies
  let mixture: MixtureOfExperts
  let expertsPerToken: Explained<Scalar>

  /// latency of the highest tier used + max over tiers of bytes / (η · BW / oversubscription).
  /// - Parameters:
  ///   - tokens: Sent by one GPU.
  ///   - bytesPerElement: Of a travelling activation.
  ///   - layout: The stage's GPUs; the group is EP over all of them.
  ///   - imbalance: Load of the hottest receiver over the mean.
  func cost(
    _ name: String, tokens: Explained<Scalar>, bytesPerElement: Double, layout: StageLayout,
    imbalance: Explained<Scalar>, network: Network, _ figures: HardwareFigures
  ) -> OperatorCost {
    let width = Double(mixture.dispatchWidth) * bytesPerElement
    let message = (tokens * Explained(Quantity<Scalar>(width)) * imbalance).named("\(name): bytes per copy")
    let bytes = Explained<Information>.oneByte * message
    let collective = figures.calibration.allToAll
    let inside = insideCopies(layout) * bytes
    let efficiency = collective.scaleUpEfficiency.leaf(recording: figures.recording)
    let scaleUp = inside / (network.scaleUpBandwidth(among: layout.gpusPerDomain) * efficiency)
    guard layout.domains > 1 else {
      return OperatorCost(
        name: name, transfer: scaleUp.named("\(name): transfer"), over: .scaleUp,
        fixed: collective.scaleUpLatency.leaf(recording: figures.recording))
    }
    let outside = outsideTimes(bytes, layout, network, figures)
    let slowest = Explained.maximum(outside)
    let crossesOut = slowest.value >= scaleUp.value
    let latency =
      collective.scaleOutLatency.leaf(recording: figures.recording)
    return OperatorCost(
      name: name, transfer: Explained.maximum([scaleUp] + outside).named("\(name): transfer"),
      over: crossesOut ? .scaleOut : .scaleUp, fixed: latency)
  }

  /// Copies of a token that move between GPUs of one domain, per token sent.
  private func insideCopies(_ layout: StageLayout) -> Explained<Scalar> {
    let perDomain = Double(layout.gpusPerDomain)
    let others = (perDomain - 1) / perDomain
    switch copies {
    case .perExpert:
      let domains = Double(layout.domains)
      return expertsPerToken * Explained(Quantity<Scalar>(others / domains))
    case .deduplicated:
      // Every distinct GPU is reached over the links of its own domain, from the sender or from where it was forwarded.
      return distinct(among: Double(layout.gpus)) * Explained(Quantity<Scalar>(others))
    }
  }

  private func outsideTimes(
    _ bytes: Explained<Information>, _ layout: StageLayout, _ network: Network, _ figures: HardwareFigures
  ) -> [Explained<Time>] {
    let efficiency = figures.calibration.allToAll.scaleOutEfficiency.leaf(recording: figures.recording)
    let top = network.level(spanning: layout.domains)
    return (1...max(1, top)).map { index in
      let below = network.levels[index - 1].gpusPerGroup
      let domainsBelow = max(1, min(layout.domains, below / network.pool.gpusPerDomain))
      let level = network.levels[min(index, network.levels.count - 1)]
      return outsideCopies(layout, domainsBelow) * bytes / (level.bandwidth * efficiency)
    }
  }

  /// Copies of a token that leave a group of `domainsBelow` of the stage's domains.
  private func outsideCopies(_ layout: StageLayout, _ domainsBelow: Int) -> Explained<Scalar> {
    let domains = Double(layout.domains)
    let crossing = Explained(Quantity<Scalar>((domains - Double(domainsBelow)) / domains))
    switch copies {
    case .perExpert: return expertsPerToken * crossing
    case .deduplicated:
      let reached = distinct(among: domains)
      guard mixture.expertGroups > 1 else { return reached * crossing }
      // A group of experts lies in one domain, or is spread over several where there are more domains than groups.
      let domainsPerGroup = max(1, domains / Double(mixture.expertGroups))
      let limit = Explained(Quantity<Scalar>(Double(mixture.groupsPerToken) * domainsPerGroup))
      return Explained.minimum([reached, limit]) * crossing
    }
  }

  /// Expected number of distinct places among n that k draws reach: n · (1 − (1 − 1/n)^k).
  private func distinct(among places: Double) -> Explained<Scalar> {
    let count = Explained(Quantity<Scalar>(places))
    return count * (1 - (1 - 1 / count).raised(to: expertsPerToken))
  }
}
