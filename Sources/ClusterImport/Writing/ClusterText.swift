import Inputs
import Quantities
import Topology

/// Writes a cluster's file.
struct ClusterText {
  let options: ImportOptions
  let sources: [SourceFile]
  let facts: MergedFacts
  let pools: [ImportedPool]

  var text: String {
    var lines = ["# yaml-language-server: $schema=cluster.schema.json"]
    lines.append(
      YAMLText.comment(
        "Made by layline import from " + sources.map { "\($0.file) (\($0.kind.rawValue))" }.joined(separator: ", ")
          + "."))
    for note in facts.notes + pools.flatMap(\.notes) { lines.append(YAMLText.comment("- \(note).")) }
    lines += [
      "layline: cluster/1", "name: \(YAMLText.scalar(options.name))",
      "description: \(YAMLText.quoted("\(summary), imported."))", "", "pools:",
    ]
    var empty = 0
    for pool in pools {
      lines += PoolText(pool: pool, files: sources.map(\.file), hasNames: facts.hasNames, emptyName: emptyName).lines(
        &empty)
    }
    if pools.count > 1 { lines += interconnect }
    return lines.joined(separator: "\n") + "\n"
  }

  /// "16 nodes of 8 H100-SXM5 and 2 nodes of 4 GB200-NVL72".
  private var summary: String {
    pools.map { pool in
      let count = pool.places.count { $0 != nil }
      return "\(count) \(count == 1 ? "node" : "nodes") of \(pool.gpusPerNode) \(pool.accelerator)"
    }.joined(separator: " and ")
  }

  /// No node's name begins with it.
  private var emptyName: String {
    var name = "empty-place"
    while facts.nodes.contains(where: { $0.name.hasPrefix(name) }) { name += "-x" }
    return name
  }

  /// What each GPU has in the pool where it has least; no source joins pools of different hardware.
  private var interconnect: [String] {
    let tops = pools.compactMap(\.tiers.last)
    guard tops.count == pools.count,
      let bandwidth = tops.map(\.bandwidth.value).min(by: { $0.value < $1.value }),
      let latency = tops.map(\.latency.value).max(by: { $0.value < $1.value })
    else { return [] }
    return [
      "", "interconnect:", "  bandwidth: \(YAMLText.bandwidth(bandwidth))", "  oversubscription: 1",
      "  latency: \(YAMLText.latency(latency))", "  sources:",
      "    default: "
        + YAMLText.source(
          FigureSource(
            "assumed: pools meet in one non-blocking network at the figures of the slowest", isVerified: false)),
    ]
  }
}
