import Formats
import Quantities

/// Writes a cluster's file.
struct ClusterText {
  let options: ImportOptions
  let sources: [SourceFile]
  let facts: MergedFacts
  let pools: [ImportedPool]

  var text: String {
    var lines = ["# yaml-language-server: $schema=cluster.schema.json"]
    lines.append(
      ClusterYAML.comment(
        "Made by layline import from " + sources.map { "\($0.file) (\($0.kind.rawValue))" }.joined(separator: ", ")
          + "."))
    for note in facts.notes + pools.flatMap(\.notes) { lines.append(ClusterYAML.comment("- \(note).")) }
    lines += [
      "layline: cluster/1", "name: \(ClusterYAML.scalar(options.name))",
      "description: \(ClusterYAML.quoted("\(summary), imported."))", "", "pools:",
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

  /// The interconnect of the pools at the lowest bandwidth and highest latency of their top tiers. It is assumed, as no
  /// source joins pools of different hardware.
  private var interconnect: [String] {
    let tops = pools.compactMap(\.tiers.last)
    guard Fabrics(nodes: facts.nodes, areJoined: options.joinsFabrics).names.isEmpty else { return [] }
    guard tops.count == pools.count,
      let bandwidth = tops.map(\.bandwidth.value).min(by: { $0.value < $1.value }),
      let latency = tops.map(\.latency.value).max(by: { $0.value < $1.value })
    else { return [] }
    return [
      "", "interconnect:", "  bandwidth: \(ClusterYAML.bandwidth(bandwidth))", "  oversubscription: 1",
      "  latency: \(ClusterYAML.latency(latency))", "  sources:",
      "    default: "
        + ClusterYAML.source(
          FigureSource(
            "assumed: pools meet in one non-blocking network at the figures of the slowest", isVerified: false)),
    ]
  }
}

/// Values as YAML has them.
enum ClusterYAML {
  private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

  /// Bare where no reader could take it for anything else, in quotation marks otherwise.
  static func scalar(_ text: String) -> String {
    let isPlain =
      text.utf8.first.map(isLetter) == true
      && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "-._[],".utf8.contains($0) }
    return isPlain && !words.contains(text.lowercased()) ? text : quoted(text)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// The text in quotation marks.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      default:
        if isUnprintable(scalar) {
          let digits = String(scalar.value, radix: 16)
          result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// A comment, on a line of its own or behind a value.
  static func comment(_ text: String, indent: String = "") -> String { "\(indent)# \(clean(text))" }

  /// The comment behind an unavailable place: the reason and its origin.
  static func comment(_ stated: SourcedValue<String>, indent: String) -> String {
    comment("\(stated.value) (\(stated.origin))", indent: indent)
  }

  /// The text on one line, as a comment must be.
  static func clean(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(500).map { isUnprintable($0) ? " " : $0 }))
  }

  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    PlainText.isControl(scalar) || (scalar.value & 0xFFFE) == 0xFFFE
  }

  /// "50 GB/s".
  static func bandwidth(_ value: Bandwidth) -> String { "\(ScaleOutFigures.text(value.value / 1e9)) GB/s" }

  /// "3.7 us".
  static func latency(_ value: Seconds) -> String { "\(ScaleOutFigures.text(value.value * 1e6)) us" }

  /// The source of a figure.
  static func source(_ source: FigureSource) -> String {
    source.isVerified ? quoted(source.text) : "{ text: \(quoted(source.text)), verified: false }"
  }
}
