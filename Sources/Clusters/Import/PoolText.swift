import Formats

/// Writes a pool of a cluster's file.
struct PoolText {
  let pool: ImportedPool
  let files: [String]
  /// Whether nodes are called as their machines are.
  let hasNames: Bool
  /// The beginning of the names of empty places.
  let emptyName: String

  /// - Parameter empty: Empty places so far, so that no two share a name.
  func lines(_ empty: inout Int) -> [String] {
    var lines = ["  - name: \(ClusterYAML.scalar(pool.name))", "    accelerator: \(pool.accelerator)"]
    lines += pool.memory.map { ["    memory: \(ScaleOutFigures.text($0.value)) MiB"] } ?? []
    lines += [
      "    racks: \(pool.racks)", "    nodesPerRack: \(pool.nodesPerRack)", "    gpusPerNode: \(pool.gpusPerNode)",
    ]
    lines += wired
    if !pool.tiers.isEmpty { lines.append("    tiers:") }
    lines += pool.tiers.flatMap(tier)
    var (names, unavailable) = ([String](), [String]())
    for (index, place) in pool.places.enumerated() {
      guard let node = place else {
        empty += 1
        names.append("\(emptyName)-\(empty)")
        unavailable.append("      - \(ClusterYAML.scalar(names[names.count - 1]))  # no node stands here")
        continue
      }
      names.append(node.name)
      unavailable += self.unavailable(node) + cutOff(hasNames ? node.name : "node \(index)")
    }
    if hasNames { lines += ["    hosts:"] + HostPattern.shortened(names).map { "      - \(ClusterYAML.scalar($0))" } }
    if !unavailable.isEmpty { lines += ["    unavailable:"] + unavailable }
    return lines + sources
  }

  /// The scale-up domain, the order of the GPUs in it, and the link where it is not the accelerator's own.
  private var wired: [String] {
    guard let wiring = pool.wiring else { return ["    domain: \(pool.domainIsRack ? "rack" : "node")"] }
    return Self.wired(wiring, gpusPerNode: pool.gpusPerNode, domainIsRack: pool.domainIsRack)
  }

  static func wired(_ wiring: NodeWiring, gpusPerNode: Int, domainIsRack: Bool = false) -> [String] {
    var lines: [String] = []
    if wiring.order != Array(0..<gpusPerNode) {
      lines.append(
        "    devices: [\(wiring.order.map(String.init).joined(separator: ", "))]  # the driver's numbers, as links join them"
      )
    }
    let isPart = wiring.groups.count > 1
    lines.append("    domain: \(isPart ? "\(wiring.groups[0].count)" : domainIsRack ? "rack" : "node")")
    guard let link = wiring.link?.link else { return lines }
    lines += [
      "    scaleUp:", "      link: \(ClusterYAML.quoted(link.name))", "      wiring: \(link.wiring.rawValue)",
      "      bandwidth: \(ClusterYAML.bandwidth(link.bandwidth))",
    ]
    if link.wiring != .switched {
      lines.append("      bandwidthPerPeer: \(ClusterYAML.bandwidth(link.bandwidthPerPeer))")
    }
    return lines + ["      latency: \(ClusterYAML.latency(link.latency))"]
  }

  private func cutOff(_ node: String) -> [String] {
    (pool.wiring?.cutOff ?? []).map {
      "      - \(ClusterYAML.quoted("\(node), gpu \($0)"))  # without links to the others"
    }
  }

  private var sources: [String] {
    let text = "read from " + files.joined(separator: ", ")
    let rack = FigureSource("assumed: a rack is \(pool.rackIs)", isVerified: false)
    var lines = [
      "    sources:", "      default: \(ClusterYAML.quoted(text))", "      racks: \(ClusterYAML.source(rack))",
      "      nodesPerRack: \(ClusterYAML.source(rack))",
    ]
    if let memory = pool.memory {
      lines.append("      memory: \(ClusterYAML.source(FigureSource("\(memory.origin): as the driver reports it")))")
    }
    if let source = pool.wiring?.link?.source { lines.append("      scaleUp: \(ClusterYAML.source(source))") }
    return lines
  }

  private func tier(_ tier: ImportedTier) -> [String] {
    let nodes = tier.nodes ?? pool.places.count
    let racks = nodes / pool.nodesPerRack
    let spans = tier.spansNode ? "node" : nodes == pool.places.count ? "pool" : racks == 1 ? "rack" : "\(racks) racks"
    return Self.tier(tier, spans: spans)
  }

  static func tier(_ tier: ImportedTier, spans: String) -> [String] {
    [
      "      - name: \(ClusterYAML.scalar(tier.name))", "        spans: \(spans)",
      "        bandwidth: \(ClusterYAML.bandwidth(tier.bandwidth.value))",
      "        oversubscription: \(ScaleOutFigures.text(tier.oversubscription.value))",
      "        latency: \(ClusterYAML.latency(tier.latency.value))", "        sources:",
      "          bandwidth: \(ClusterYAML.source(tier.bandwidth.source))",
      "          oversubscription: \(ClusterYAML.source(tier.oversubscription.source))",
      "          latency: \(ClusterYAML.source(tier.latency.source))",
    ]
  }

  private func unavailable(_ node: GPUNode) -> [String] {
    if let reason = node.unavailable {
      return ["      - \(ClusterYAML.scalar(node.name))" + ClusterYAML.comment(reason, indent: "  ")]
    }
    guard let missing = node.missingGPUs, missing.value > 0 else { return [] }
    guard missing.value < node.gpuCount else {
      return [
        "      - \(ClusterYAML.scalar(node.name))  # no GPU is allocatable (\(ClusterYAML.clean("\(missing.origin)")))"
      ]
    }
    return (node.gpuCount - missing.value..<node.gpuCount).map { index in
      "      - \(ClusterYAML.quoted("\(node.name), gpu \(index)"))  # \(missing.value) of \(node.gpuCount) GPUs are not "
        + "allocatable; which is not said (\(ClusterYAML.clean("\(missing.origin)")))"
    }
  }
}
