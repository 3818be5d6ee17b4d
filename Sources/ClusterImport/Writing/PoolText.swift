import Topology

/// Writes a pool of a cluster's file.
struct PoolText {
  let pool: ImportedPool
  let files: [String]
  /// Whether nodes are called as their machines are.
  let hasNames: Bool
  /// What the names of empty places begin with.
  let emptyName: String

  /// - Parameter empty: Empty places so far, so that no two share a name.
  func lines(_ empty: inout Int) -> [String] {
    var lines = [
      "  - name: \(YAMLText.scalar(pool.name))", "    accelerator: \(pool.accelerator)", "    racks: \(pool.racks)",
      "    nodesPerRack: \(pool.nodesPerRack)", "    gpusPerNode: \(pool.gpusPerNode)",
      "    domain: \(pool.domainIsRack ? "rack" : "node")",
    ]
    if !pool.tiers.isEmpty { lines.append("    tiers:") }
    lines += pool.tiers.flatMap(tier)
    var (names, unavailable) = ([String](), [String]())
    for place in pool.places {
      guard let node = place else {
        empty += 1
        names.append("\(emptyName)-\(empty)")
        unavailable.append("      - \(YAMLText.scalar(names[names.count - 1]))  # no node stands here")
        continue
      }
      names.append(node.name)
      unavailable += self.unavailable(node)
    }
    if hasNames {
      lines += ["    hosts:"] + HostPattern.shortened(names).map { "      - \(YAMLText.scalar($0))" }
      if !unavailable.isEmpty { lines += ["    unavailable:"] + unavailable }
    }
    return lines + sources
  }

  private var sources: [String] {
    let text = "read from " + files.joined(separator: ", ")
    let rack = FigureSource("assumed: a rack is \(pool.rackIs)", isVerified: false)
    return [
      "    sources:", "      default: \(YAMLText.quoted(text))", "      racks: \(YAMLText.source(rack))",
      "      nodesPerRack: \(YAMLText.source(rack))",
    ]
  }

  private func tier(_ tier: ImportedTier) -> [String] {
    let nodes = tier.nodes ?? pool.places.count
    let racks = nodes / pool.nodesPerRack
    let spans = nodes == pool.places.count ? "pool" : racks == 1 ? "rack" : "\(racks) racks"
    return [
      "      - name: \(YAMLText.scalar(tier.name))", "        spans: \(spans)",
      "        bandwidth: \(YAMLText.bandwidth(tier.bandwidth.value))",
      "        oversubscription: \(ScaleOutFigures.text(tier.oversubscription.value))",
      "        latency: \(YAMLText.latency(tier.latency.value))", "        sources:",
      "          bandwidth: \(YAMLText.source(tier.bandwidth.source))",
      "          oversubscription: \(YAMLText.source(tier.oversubscription.source))",
      "          latency: \(YAMLText.source(tier.latency.source))",
    ]
  }

  private func unavailable(_ node: GPUNode) -> [String] {
    if let reason = node.unavailable {
      return ["      - \(YAMLText.scalar(node.name))" + YAMLText.comment(reason, indent: "  ")]
    }
    guard let missing = node.missingGPUs, missing.value > 0 else { return [] }
    guard missing.value < node.gpuCount else {
      return ["      - \(YAMLText.scalar(node.name))  # no GPU is allocatable (\(YAMLText.clean("\(missing.origin)")))"]
    }
    return (node.gpuCount - missing.value..<node.gpuCount).map { index in
      "      - \(YAMLText.quoted("\(node.name), gpu \(index)"))  # \(missing.value) of \(node.gpuCount) GPUs are not "
        + "allocatable; which is not said (\(YAMLText.clean("\(missing.origin)")))"
    }
  }
}
