import Glibc
import Quantities

/// The sum of activations over tensor-parallel ranks, by the fastest of the algorithms that libraries switch between.
///
/// Small messages go from every rank to every other (one shot). Larger ones are reduced in shares and gathered (two
/// shots), first by kernels that start fast, then by those that come closer to the bandwidth of the links, where
/// switches that add up what passes through them halve what a GPU sends. A calibration without figures of the former
/// has the last alone.
enum AllReduce {
  /// - Parameter layout: The stage whose ranks, or all of whose GPUs, take part. Ranks in several domains reduce inside
  ///   each first, and each GPU exchanges its share between domains.
  static func cost(
    _ name: String, ranks: Explained<Scalar>, bytes: Explained<Information>, layout: StageLayout, network: Network,
    _ figures: HardwareFigures
  ) -> OperatorCost {
    let perDomain = min(Int(ranks.value), layout.gpusPerDomain)
    let domains = Int(ranks.value) / perDomain
    let inside = domains == 1 ? ranks : figures.recorder.layout("GPUs per domain", perDomain)
    let scaleUp = insideDomain(
      name, ranks: inside, bytes: bytes, leavesShares: domains > 1, network: network, figures)
    guard domains > 1 else {
      return OperatorCost(
        name: name, transfer: scaleUp.transfer.named("\(name): transfer"), over: .scaleUp, sent: [scaleUp.sent],
        fixed: scaleUp.latency)
    }
    let groups = figures.recorder.layout("domains", domains)
    let collective = figures.calibration.allToAll
    let top = network.level(spanning: domains)
    let level = network.levels[top]
    let share = bytes / inside * (2 * (groups - 1) / groups)
    let scaleOut = share / (level.bandwidth * figures.recorder(collective.scaleOutEfficiency))
    // Two crossings: what the domains reduced goes out, and what they reduced together comes back.
    return OperatorCost(
      name: name, transfer: (scaleUp.transfer + scaleOut).named("\(name): transfer"), over: .scaleOut,
      sent: [scaleUp.sent] + [Double](repeating: share.value, count: top),
      fixed: scaleUp.latency + 2 * network.latency(name, at: top, software: collective.scaleOutLatency))
  }

  /// One algorithm for a message among ranks of a domain.
  private struct Way {
    let latency: Explained<Time>
    let transfer: Explained<Time>
    /// Bytes that a GPU sends.
    let sent: Double

    var time: Double { latency.value + transfer.value }
  }

  /// - Parameter leavesShares: Whether each rank must end up with a share of the sum on the way, for other domains.
  private static func insideDomain(
    _ name: String, ranks: Explained<Scalar>, bytes: Explained<Information>, leavesShares: Bool, network: Network,
    _ figures: HardwareFigures
  ) -> Way {
    let calibration = figures.calibration.allReduce
    let bandwidth = network.scaleUpBandwidth(among: Int(ranks.value))
    // A GPU that is alone in its domain starts the kernel and waits for no link.
    let start =
      ranks.value > 1
      ? network.latency(name, at: 0, software: calibration.latency) : figures.recorder(calibration.latency)
    func way(_ wire: Explained<Information>, _ efficiency: Calibrated<Scalar>, after extra: Explained<Time>?) -> Way {
      Way(
        latency: extra.map { ($0 + start).named("\(name): latency") } ?? start,
        transfer: wire / (bandwidth * figures.recorder(efficiency)), sent: wire.value)
    }
    let shares = bytes * (2 * (ranks - 1) / ranks)
    guard ranks.value > 1, let algorithms = calibration.algorithms else {
      return way(shares, calibration.efficiency, after: nil)
    }
    let doublings = figures.recorder(
      "doublings beyond 2 ranks", Quantity<Scalar>(log2(ranks.value / 2)),
      source: DerivationSource(file: "layout", key: "log2(\(Int(ranks.value)) / 2)"))
    let later = doublings * figures.recorder(algorithms.latencyPerDoubling)
    var ways = [
      way(
        shares, algorithms.twoShotEfficiency,
        after: later + figures.recorder(algorithms.twoShotLatency)
          + Explained.minimum([doublings, 2]) * figures.recorder(algorithms.twoShotLatencyPerDoubling)),
      way(shares, calibration.efficiency, after: later + figures.recorder(algorithms.bulkLatency)),
    ]
    if !leavesShares {
      ways.insert(way(bytes * (ranks - 1), algorithms.oneShotEfficiency, after: later), at: 0)
    }
    if let inSwitch = algorithms.inSwitchEfficiency, ranks.value >= AllReduceCalibration.fewestRanksInSwitch {
      ways.append(way(bytes, inSwitch, after: later + figures.recorder(algorithms.bulkLatency)))
    }
    return ways.dropFirst().reduce(ways[0]) { $1.time < $0.time ? $1 : $0 }
  }
}

/// What all-reduces reach inside a domain.
public struct AllReduceCalibration: Sendable, Hashable {
  /// Tables of single kernels end with so many ranks; of 72 there are points at 512 MiB and more alone.
  public static let mostRanksMeasured = 8
  /// Sums in the switches pay from this many ranks on: libraries take rings among fewer.
  static let fewestRanksInSwitch = 8.0

  /// Of the smallest message among two ranks, on top of the network's.
  let latency: Calibrated<Time>
  /// Share of the bandwidth that large messages reach, of 2 (n − 1)/n times their bytes.
  let efficiency: Calibrated<Scalar>
  /// `nil` for one latency and one efficiency for all messages.
  let algorithms: Algorithms?

  struct Algorithms: Sendable, Hashable {
    /// For each doubling of the ranks beyond two.
    let latencyPerDoubling: Calibrated<Time>
    /// Of (n − 1) times the bytes of the message, which every rank sends to all others at once.
    let oneShotEfficiency: Calibrated<Scalar>
    /// On top of the above; per doubling up to eight ranks, beyond which shares are exchanged directly.
    let twoShotLatency, twoShotLatencyPerDoubling: Calibrated<Time>
    let twoShotEfficiency: Calibrated<Scalar>
    /// On top of the above for kernels made for large messages.
    let bulkLatency: Calibrated<Time>
    /// Of the bytes of the message, where switches add; `nil` where they do not.
    let inSwitchEfficiency: Calibrated<Scalar>?
  }
}
