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

/// Decides the scale-up domains of nodes: by the user's option, else by the sources within the accelerator's limits.
struct DomainRule {
  let options: ImportOptions
  let accelerator: String
  let usual: UsualNode?
  let nodes: [GPUNode]

  /// - Returns: The domains; `nil` where each node is one.
  /// - Throws: `Diagnostic` "unknown-domain" where nothing decides, or "out-of-range" for a domain of too many GPUs.
  func level() throws -> NodeLevel? {
    switch options.domain {
    case .node: return nil
    case .block: return try checked(level("block") { $0.domain })
    case .subdomain: return try checked(level("sub-domain") { $0.subdomain })
    case .leaf:
      return try checked(
        level("leaf") { node in node.path.map { NodePlace(scheme: $0.scheme, names: [$0.names[0]], origin: $0.origin) }
        })
    case nil: break
    }
    guard usual?.spansNodes == true, nodes.count > 1 else { return nil }
    guard nodes.contains(where: { $0.domain != nil }) else {
      throw Diagnostic(
        id: .unknownDomain, file: nodes[0].origin.file, line: nodes[0].origin.line,
        found: "nodes of \(accelerator) without a word of which share a scale-up domain",
        expected: "blocks of Slurm, or labels of cliques or domains",
        advice: "--domain leaf takes the nodes below a leaf switch, --domain node takes each by itself")
    }
    return try checked(level("block") { $0.domain })
  }

  /// Blocks of nodes that share no scale-up link, as Slurm may have them: they are placed together, no more.
  var blocksAreNoDomains: Bool {
    options.domain == nil && usual?.spansNodes != true && nodes.contains { $0.domain != nil }
  }

  private func level(_ name: String, of place: (GPUNode) -> NodePlace?) throws -> NodeLevel {
    let places = nodes.map(place)
    if let lost = places.firstIndex(where: { $0 == nil }) {
      let other = places.compactMap { $0 }.first
      throw Diagnostic(
        id: .unplacedNode, file: nodes[lost].origin.file, key: nodes[lost].name, line: nodes[lost].origin.line,
        found: "a node with GPUs in no \(name)",
        expected: other.map { "one for each node, as \($0.origin) has it for others" } ?? "a source that has such",
        advice: "--domain node takes each node by itself")
    }
    return NodeLevel(kind: .domain, name: name, groups: places.map { $0?.names[0] ?? "" })
  }

  /// No domain has more GPUs than the accelerator's are built with.
  private func checked(_ level: NodeLevel) throws -> NodeLevel {
    guard let usual, usual.spansNodes else { return level }
    var counts: [String: Int] = [:]
    for (node, group) in zip(nodes, level.groups) {
      counts[group, default: 0] += node.gpuCount
      guard counts[group, default: 0] <= usual.gpusPerDomain else {
        throw Diagnostic(
          id: .outOfRange, file: node.origin.file, key: node.name, line: node.origin.line,
          found: "more than \(usual.gpusPerDomain) GPUs of \(accelerator) in the \(level.name) \"\(group)\"",
          expected: "at most as many as share a scale-up domain in \(usual.cluster)",
          advice: "--domain sub-domain, leaf or node takes narrower ones")
      }
    }
    return level
  }
}
