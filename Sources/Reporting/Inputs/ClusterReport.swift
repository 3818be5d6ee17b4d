import Clusters
import Quantities

/// A cluster as `layline cluster show` draws it: plain text, at most 100 columns.
public struct ClusterReport: Sendable, CustomStringConvertible {
  private let summary: ClusterSummary

  /// - Parameter cluster: What is drawn.
  public init(_ cluster: Cluster) {
    summary = ClusterSummary(cluster)
  }

  /// The text, without a line break at its end.
  public var description: String {
    let pools = summary.pools.map { [""] + lines(of: $0) }
    return (header + pools.flatMap(\.self) + interconnect).joined(separator: "\n")
  }

  private var header: [String] {
    let cluster = summary.cluster
    var totals = [
      "\(Numerals.grouped(summary.availableGPUCount)) GPUs", "\(summary.availableMemory) of HBM",
    ]
    if summary.availableGPUCount < cluster.gpuCount {
      totals[0] =
        "\(Numerals.grouped(summary.availableGPUCount)) of \(Numerals.grouped(cluster.gpuCount)) GPUs available"
    }
    if let dollars = summary.dollarsPerHour {
      totals.append("\(Numerals.grouped(rounding: dollars)) USD/h")
    }
    return Page.wrap("\(cluster.name)  \(cluster.description)", indent: 0) + [totals.joined(separator: ", ")]
  }

  private func lines(of pool: PoolSummary) -> [String] {
    title(of: pool.pool) + tree(of: pool) + [""] + facts(of: pool) + notes(pool.unverifiedFigures)
  }

  private func title(of pool: Pool) -> [String] {
    let accelerator = pool.accelerator
    let preliminary = accelerator.isPreliminary ? ", preliminary" : ""
    return Page.wrap(
      "pool \(pool.name): \(Numerals.count(pool.racks, "rack")) × \(Numerals.count(pool.nodesPerRack, "node")) × "
        + "\(pool.gpusPerNode) \(accelerator.id) (\(accelerator.vendor), \(accelerator.family)\(preliminary))",
      indent: 0)
  }

  private func tree(of pool: PoolSummary) -> [String] {
    let heading = row("", "count", "GPUs", "one way/GPU", "all sending", "latency")
    return [heading]
      + pool.levels.enumerated().map { depth, level in
        let branch = depth == 0 ? "" : String(repeating: "   ", count: depth - 1) + "└─ "
        return row(
          branch + level.name, Numerals.grouped(level.count), Numerals.grouped(level.gpus),
          level.network.map { "\($0.bandwidth)" } ?? "", level.network.map { "\($0.effectiveBandwidth)" } ?? "",
          level.network.map { "\($0.latency)" } ?? "")
      }
  }

  private func row(
    _ name: String, _ count: String, _ gpus: String, _ alone: String, _ together: String, _ latency: String
  ) -> String {
    let cells = [(count, 9), (gpus, 9), (alone, 14), (together, 14), (latency, 10)]
    let line = "  " + name.padding(to: 34) + cells.map { $0.0.padding(left: $0.1) }.joined()
    return line.trimmingTrailingSpaces()
  }

  private func facts(of pool: PoolSummary) -> [String] {
    let accelerator = pool.pool.accelerator
    let intensities = pool.intensities
      .map { "\($0.format.rawValue) \(Numerals.plain($0.operationsPerByte))" }.joined(separator: ", ")
    var facts = [
      ("HBM", "\(accelerator.memory) at \(accelerator.memoryBandwidth), drained in \(pool.memoryDrainTime)"),
      ("FLOP/byte", intensities),
      ("scale-up", scaleUp(of: pool.pool)),
    ]
    if !pool.pool.devices.isEmpty {
      let order = pool.pool.devices.map(String.init).joined(separator: ", ")
      facts.append(("GPU order", "\(order): the driver's numbers, in the order of domains"))
    }
    if let ratio = pool.upToOutRatio, let tier = pool.pool.tiers.first {
      facts.append(
        (
          "up:out",
          "\(Numerals.plain(ratio)):1 (\(pool.pool.scaleUp.bandwidth) in a domain, \(tier.bandwidth) out of it)"
        ))
    }
    facts += pool.pool.tiers.filter { $0.oversubscription != 1 }
      .map { ($0.name, "oversubscribed \(Numerals.plain($0.oversubscription)):1") }
    facts.append(("price", pool.pool.price.map { "\($0)" } ?? "not known"))
    if !pool.unavailablePlaces.isEmpty {
      facts.append(("unavailable", pool.unavailablePlaces.joined(separator: "; ")))
    }
    return facts.flatMap { Page.wrap("  \($0.0.padding(to: 13))\($0.1)", indent: 15) }
  }

  private func scaleUp(of pool: Pool) -> String {
    let link = pool.scaleUp
    guard link.bandwidthPerPeer < link.bandwidth else { return "\(link.name), any pair at full bandwidth" }
    return "\(link.name), \(link.wiring.rawValue): \(link.bandwidthPerPeer) to one peer"
  }

  private var interconnect: [String] {
    guard let tier = summary.cluster.interconnect else { return [] }
    let text =
      "between pools: \(tier.bandwidth) for each GPU, \(tier.effectiveBandwidth) when all send, \(tier.latency)"
    return ["", text] + notes(summary.unverifiedFigures)
  }

  /// Figures that rest on the same thing stand in one line.
  private func notes(_ figures: [PoolSummary.UnverifiedFigure]) -> [String] {
    guard !figures.isEmpty else { return [] }
    var groups: [(text: String, keys: [String])] = []
    for figure in figures {
      if let index = groups.firstIndex(where: { $0.text == figure.text }) {
        groups[index].keys.append(figure.key)
      } else {
        groups.append((figure.text, [figure.key]))
      }
    }
    return ["  Figures that were not read in a source:"]
      + groups.flatMap { Page.wrap("    \($0.keys.joined(separator: ", ")): \($0.text)", indent: 6) }
  }
}
