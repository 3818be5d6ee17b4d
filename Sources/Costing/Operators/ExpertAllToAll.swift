import Models
import Quantities

/// Dispatch of tokens to their experts, or combination of what the experts return.
///
/// Tiers are nested: what leaves the domain loads the network card once, whatever tier it crosses further up, and only
/// the share that crosses a tier pays its oversubscription.
struct ExpertAllToAll: Sendable {
  private let decodeCopies: Calibration.DispatchCopies
  private let promptCopies: Calibration.DispatchCopies
  private let expertsPerToken: Explained<Scalar>
  private let width: Explained<Scalar>
  /// Groups of experts and how many of them a token may use; `nil` without node-limited routing.
  private let groups: (count: Explained<Scalar>, perToken: Explained<Scalar>)?
  private let recorder: Recorder

  init(
    _ mixture: MixtureOfExperts, calibration: Calibration, expertsPerToken: Explained<Scalar>, source: DerivationSource,
    recorder: Recorder
  ) {
    func leaf(_ name: String, _ value: Int) -> Explained<Scalar> {
      recorder(name, Quantity<Scalar>(Double(value)), source: source)
    }
    decodeCopies = calibration.dispatchCopies
    promptCopies = calibration.promptCopies
    self.expertsPerToken = expertsPerToken
    self.recorder = recorder
    width = leaf("elements that travel", mixture.dispatchWidth)
    groups =
      mixture.expertGroups > 1
      ? (leaf("expert groups", mixture.expertGroups), leaf("groups per token", mixture.groupsPerToken)) : nil
  }

  /// latency of the highest tier used + max over tiers of bytes / (η · BW / oversubscription). The latency is the kernel's
  /// share and the tier's own.
  /// - Parameters:
  ///   - tokens: Sent by one GPU.
  ///   - bytesPerElement: Of a travelling activation.
  ///   - step: Whose layout's GPUs form the group; whether it holds prompts says which kernels are used.
  ///   - imbalance: Load of the hottest receiver over the mean.
  func cost(
    _ name: String, tokens: Explained<Scalar>, bytesPerElement: Explained<Scalar>, step: StepShape,
    imbalance: Explained<Scalar>, network: Network, _ figures: HardwareFigures
  ) -> OperatorCost {
    let layout = step.layout
    let copies = step.holdsPrompts ? promptCopies : decodeCopies
    let message = (tokens * (width * bytesPerElement) * imbalance).named("\(name): bytes per copy")
    let bytes = Explained<Information>.oneByte * message
    let collective = figures.calibration.allToAll
    let inside = insideCopies(copies, layout) * bytes
    let scaleUp = scaleUpTime(inside, layout, network, figures)
    guard layout.domains > 1 else {
      return OperatorCost(
        name: name, transfer: scaleUp.named("\(name): transfer"), over: .scaleUp, sent: [inside.value],
        fixed: network.latency(name, at: 0, software: collective.scaleUpLatency))
    }
    let outsideBytes = outsideBytes(copies, bytes, layout, network)
    let outside = outsideBytes.enumerated().map { index, bytes in
      scaleOutTime(bytes, over: network.levels[min(index + 1, network.levels.count - 1)], figures)
    }
    let slowest = Explained.maximum(outside)
    let crossesOut = slowest.value >= scaleUp.value
    let latency = network.latency(
      name, at: network.level(spanning: layout.domains), software: collective.scaleOutLatency)
    return OperatorCost(
      name: name, transfer: Explained.maximum([scaleUp] + outside).named("\(name): transfer"),
      over: crossesOut ? .scaleOut : .scaleUp, sent: [inside.value] + outsideBytes.map(\.value), fixed: latency)
  }

  /// Of one copy of a token: over the links of the GPU that it comes to, unless it is there already, and over the NIC
  /// through which it enters a domain.
  func copyTimes(
    bytesPerElement: Explained<Scalar>, layout: StageLayout, network: Network, _ figures: HardwareFigures
  ) -> (scaleUp: Explained<Time>, scaleOut: Explained<Time>) {
    let bytes = Explained<Information>.oneByte * (width * bytesPerElement)
    return (
      scaleUpTime(others(layout) * bytes, layout, network, figures),
      scaleOutTime(bytes, over: network.levels[min(1, network.levels.count - 1)], figures)
    )
  }

  private func scaleUpTime(
    _ bytes: Explained<Information>, _ layout: StageLayout, _ network: Network, _ figures: HardwareFigures
  ) -> Explained<Time> {
    let efficiency = figures.recorder(figures.calibration.allToAll.scaleUpEfficiency)
    return bytes / (network.scaleUpBandwidth(among: layout.gpusPerDomain) * efficiency)
  }

  private func scaleOutTime(
    _ bytes: Explained<Information>, over level: LevelFigures, _ figures: HardwareFigures
  ) -> Explained<Time> {
    bytes / (level.bandwidth * figures.recorder(figures.calibration.allToAll.scaleOutEfficiency))
  }

  /// Share of the GPUs of a domain that are not the one where a copy is already.
  private func others(_ layout: StageLayout) -> Explained<Scalar> {
    let perDomain = recorder.layout("GPUs per domain", layout.gpusPerDomain)
    return (perDomain - 1) / perDomain
  }

  /// Copies of a token that move between GPUs of one domain, per token sent.
  private func insideCopies(_ copies: Calibration.DispatchCopies, _ layout: StageLayout) -> Explained<Scalar> {
    let others = others(layout)
    switch copies {
    case .perExpert:
      return expertsPerToken * (others / domains(layout))
    case .deduplicated:
      // Every distinct GPU is reached over the links of its own domain, from the sender or from where it was forwarded.
      return distinct(among: recorder.layout("GPUs", layout.gpus)) * others
    }
  }

  /// What crosses each tier, from the lowest to the one that spans the stage.
  private func outsideBytes(
    _ copies: Calibration.DispatchCopies, _ bytes: Explained<Information>, _ layout: StageLayout, _ network: Network
  ) -> [Explained<Information>] {
    let top = network.level(spanning: layout.domains)
    return (1...max(1, top)).map { index in
      let below = network.levels[index - 1].gpusPerGroup
      let domainsBelow = max(1, min(layout.domains, below / network.pool.gpusPerDomain))
      return outsideCopies(copies, layout, domainsBelow) * bytes
    }
  }

  /// Copies of a token that leave a group of `domainsBelow` of the stage's domains.
  private func outsideCopies(
    _ copies: Calibration.DispatchCopies, _ layout: StageLayout, _ domainsBelow: Int
  ) -> Explained<Scalar> {
    let domains = domains(layout)
    let near = recorder.layout("domains below the tier", domainsBelow)
    let crossing = (domains - near) / domains
    switch copies {
    case .perExpert: return expertsPerToken * crossing
    case .deduplicated: return domainsReached(domains) * crossing
    }
  }

  /// Distinct domains that a token's experts lie in; with node-limited routing at most those of the groups it may use.
  /// A group lies in one domain, or is spread over several where there are more domains than groups.
  private func domainsReached(_ domains: Explained<Scalar>) -> Explained<Scalar> {
    let reached = distinct(among: domains)
    guard let groups else { return reached }
    return Explained.minimum([reached, groups.perToken * Explained.maximum([1, domains / groups.count])])
  }

  private func domains(_ layout: StageLayout) -> Explained<Scalar> {
    recorder.layout("domains", layout.domains)
  }

  /// Expected number of distinct places among n that k draws reach: n · (1 − (1 − 1/n)^k).
  private func distinct(among places: Explained<Scalar>) -> Explained<Scalar> {
    places * (1 - (1 - 1 / places).raised(to: expertsPerToken))
  }
}
