import Inputs

/// GPUs in the value of a `Gres=` setting: "gpu:h100:8(S:0-1),shard:16".
struct SlurmGPUCount {
  /// All of them.
  private(set) var count = 0
  /// Their types, each once, in order; a GPU without one adds none.
  private(set) var types: [String] = []

  /// - Throws: `Diagnostic` "wrong-type".
  init(_ text: String, line: SlurmLine) throws {
    for part in Self.parts(text) {
      let words = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard words[0].lowercased() == "gpu" else { continue }
      let rest = words.dropFirst().filter { $0.lowercased() != "no_consume" }
      let counted = rest.last.flatMap { Int($0) }
      guard rest.count <= 2, rest.count < 2 || counted != nil, (0...ImportLimits.gpusPerNode).contains(counted ?? 1)
      else {
        throw line.fault(
          "wrong-type", "gres", found: "\"\(part.prefix(60))\"", expected: "GPUs such as gpu:8 or gpu:h100:8")
      }
      count += counted ?? 1
      if let type = rest.first, counted == nil || rest.count == 2, !types.contains(type) { types.append(type) }
    }
    guard count <= ImportLimits.gpusPerNode else {
      throw line.fault(
        "out-of-range", "gres", found: "\(count) GPUs", expected: "at most \(ImportLimits.gpusPerNode) in a node")
    }
  }

  /// Parts between commas, without what stands in parentheses: sockets, not counts.
  private static func parts(_ text: String) -> [String] {
    var (parts, depth) = ([""], 0)
    for letter in text {
      switch letter {
      case "(": depth += 1
      case ")": depth -= 1
      case "," where depth <= 0: parts.append("")
      default: if depth <= 0 { parts[parts.count - 1].append(letter) }
      }
    }
    return parts
  }
}
