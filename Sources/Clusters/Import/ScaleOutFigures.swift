import Formats
import Quantities

/// Finds the figures of the network: from flags, from the sources, else from a shipped cluster of the accelerator.
struct ScaleOutFigures {
  let options: ImportOptions
  let accelerator: String
  let usual: UsualNode?
  /// A node whose network cards are told; `nil` where none is.
  let cards: GPUNode?
  /// The oversubscription of each level of switches, from the lowest.
  let oversubscription: [SourcedValue<Double>]

  /// Whether all that a tier needs is known.
  var isComplete: Bool { bandwidth(0) != nil && latency(0) != nil }

  /// - Parameters:
  ///   - nodes: Places below one group.
  ///   - level: Number of the level among those of the sources; `nil` for one that they do not have.
  ///   - index: Number of the tier from the lowest.
  /// - Throws: `Diagnostic` "missing-figure" that names the flag.
  func tier(_ name: String, nodes: Int?, level: Int?, index: Int) throws -> ImportedTier {
    let stated = level.flatMap { oversubscription.indices.contains($0) ? oversubscription[$0] : nil }
    return ImportedTier(
      name: name, nodes: nodes,
      bandwidth: try known(bandwidth(index), "--scale-out", "the bandwidth of a GPU", "\"50 GB/s\""),
      oversubscription: stated.map {
        .init(value: $0.value, source: FigureSource("\($0.origin): links down over links up"))
      }
        ?? .init(value: 1, source: FigureSource("assumed: non-blocking, no source says", isVerified: false)),
      latency: try known(latency(index), "--scale-out-latency", "the latency", "\"3.7 us\""))
  }

  private func bandwidth(_ index: Int) -> ImportedTier.Figure<Bandwidth>? {
    if let flag = options.scaleOut { return .init(value: flag, source: FigureSource("--scale-out of layline import")) }
    if let cards, let network = cards.network {
      let share = Bandwidth(network.value / Double(cards.gpuCount))
      let text =
        "\(network.origin): cards of \(Self.text(network.value / 1e9)) GB/s in a node of \(cards.gpuCount) GPUs"
      return .init(value: share, source: FigureSource(text))
    }
    return usual(index).map { .init(value: $0.bandwidth, source: assumed($0)) }
  }

  private func latency(_ index: Int) -> ImportedTier.Figure<Seconds>? {
    if let flag = options.scaleOutLatency {
      return .init(value: flag, source: FigureSource("--scale-out-latency of layline import"))
    }
    guard let usual, let own = self.usual(index) else { return nil }
    let above = usual.deepest.tiers.last(where: { $0.latency >= own.latency })
    guard index >= usual.tiers.count, let above else { return .init(value: own.latency, source: assumed(own)) }
    let text = "assumed: that of \"\(above.name)\" in \(usual.deepest.cluster)"
    return .init(value: above.latency, source: FigureSource(text, isVerified: false))
  }

  private func usual(_ index: Int) -> ScaleOutTier? {
    guard let tiers = usual?.tiers, !tiers.isEmpty else { return nil }
    return tiers[min(index, tiers.count - 1)]
  }

  private func assumed(_ tier: ScaleOutTier) -> FigureSource {
    FigureSource("assumed: that of \"\(tier.name)\" in \(usual?.cluster ?? "")", isVerified: false)
  }

  private func known<Value>(
    _ figure: ImportedTier.Figure<Value>?, _ flag: String, _ what: String, _ example: String
  ) throws -> ImportedTier.Figure<Value> {
    if let figure { return figure }
    throw Diagnostic(
      id: .missingFigure, file: flag, found: "no word of \(what) between scale-up domains of \(accelerator)",
      expected: "\(flag) such as \(example)",
      advice: "no source says it, and no cluster that ships with layline has this accelerator")
  }

  /// The number with at most six significant digits.
  static func text(_ value: Double) -> String {
    guard value >= 0.001 || value == 0 else { return "\(value)" }
    let rounded = (value * 1e6).rounded() / 1e6
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }
}
