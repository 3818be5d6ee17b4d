import Formats

/// Reads the nodes of slurm.conf: their GPUs, and which of them are out of use.
struct SlurmConfigurationReader {
  /// States in which a node starts no jobs.
  private static let statesOutOfUse: Set<String> = [
    "DOWN", "DRAIN", "DRAINED", "DRAINING", "FAIL", "FAILING", "FUTURE", "MAINT", "POWER_DOWN", "POWERED_DOWN",
    "ERROR", "NO_RESPOND",
  ]

  let source: SourceFile

  /// - Throws: `Diagnostic` with file and line.
  func facts() throws -> SourceFacts {
    if try SlurmShownNodes.isOutput(source) { return try SlurmShownNodes(source: source).facts() }
    var facts = SourceFacts()
    var defaults: [String: (value: String, line: SlurmLine)] = [:]
    var indices: [String: Int] = [:]
    var downLines: [SlurmLine] = []
    for line in try SlurmFile(source).lines {
      switch line.settings[0].key {
      case "nodename":
        // A line of defaults replaces those before it key by key.
        if line["nodename"]?.uppercased() == "DEFAULT" {
          for setting in line.settings { defaults[setting.key] = (setting.value, line) }
        } else {
          try add(line, defaults, to: &facts, &indices)
        }
      case "downnodes": downLines.append(line)
      case "include":
        facts.notes.append("\(line.origin) includes another file, which is not read: import it too")
      default: continue
      }
    }
    var nameCount = 0
    for line in downLines {
      nameCount += try takeDown(line, in: &facts, indices)
      guard nameCount <= ImportLimits.nodes else {
        throw line.fault(
          .tooManyValues, "downnodes", found: "\(nameCount) nodes up to here",
          expected: "at most \(ImportLimits.nodes)")
      }
    }
    guard !facts.nodes.isEmpty else {
      throw Diagnostic(
        id: .missingNodes, file: source.file, found: "no line of nodes",
        expected: "lines such as NodeName=node[01-16] Gres=gpu:h100:8")
    }
    return facts
  }

  private func add(
    _ line: SlurmLine, _ defaults: [String: (value: String, line: SlurmLine)], to facts: inout SourceFacts,
    _ indices: inout [String: Int]
  ) throws {
    let gres = line["gres"].map { ($0, line) } ?? defaults["gres"]
    let gpus = try gres.map { try SlurmGPUCount($0.0, line: $0.1) }
    let gresOrigin = gres?.1.origin ?? line.origin
    let state = line["state"].map { ($0, line) } ?? defaults["state"]
    let outOfUse = state.flatMap { Self.reason($0.0, reason: line["reason"]).map { SourcedValue($0, line.origin) } }
    let onDemand = state.flatMap {
      Self.words($0.0).contains("CLOUD") ? SourcedValue("State=\($0.0)", line.origin) : nil
    }
    for name in try line.hosts("nodename") {
      if let first = indices.updateValue(facts.nodes.count, forKey: name) {
        throw line.fault(
          .duplicateName, "nodename", found: "the node \"\(name)\" a second time",
          expected: "it once (\(facts.nodes[first].origin) has it)")
      }
      var node = NodeFacts(name, line.origin)
      node.gpuCount = SourcedValue(gpus?.count ?? 0, gresOrigin)
      node.products = gpus?.types.map { SourcedValue($0, gresOrigin) } ?? []
      node.unavailable = outOfUse
      node.onDemand = onDemand
      facts.nodes.append(node)
      guard facts.nodes.count <= ImportLimits.nodes else {
        throw line.fault(.tooManyValues, found: "more nodes", expected: "at most \(ImportLimits.nodes)")
      }
    }
  }

  /// Reads `DownNodes=node03 State=DRAIN Reason=...`; the default state is DOWN.
  /// - Returns: The number of nodes in the line.
  private func takeDown(_ line: SlurmLine, in facts: inout SourceFacts, _ indices: [String: Int]) throws -> Int {
    guard let reason = Self.reason(line["state"] ?? "DOWN", reason: line["reason"]) else { return 0 }
    let names = try line["downnodes"]?.uppercased() == "ALL" ? facts.nodes.map(\.name) : line.hosts("downnodes")
    for name in names {
      guard let index = indices[name] else {
        throw line.fault(
          .unknownNode, "downnodes", found: "\"\(name)\"", expected: "a node that a NodeName line describes")
      }
      facts.nodes[index].unavailable = SourcedValue(reason, line.origin)
    }
    return names.count
  }

  /// "State=DRAIN (bad link)"; `nil` for a node in use. Flags may follow a state: "IDLE+DRAIN".
  static func reason(_ state: String, reason: String?) -> String? {
    guard words(state).contains(where: statesOutOfUse.contains) else { return nil }
    return "State=\(state)" + (reason.map { " (\($0))" } ?? "")
  }

  /// "DOWN*+DRAIN" is DOWN and DRAIN; the signs behind a state say what it waits for.
  static func words(_ state: String) -> [String] {
    state.uppercased().split(separator: "+").map { String($0.filter { $0.isLetter || $0 == "_" }) }
  }
}

/// GPUs in the value of a `Gres=` setting: "gpu:h100:8(S:0-1),shard:16".
struct SlurmGPUCount {
  /// The number of GPUs.
  private(set) var count = 0
  /// The types, each once, in order; a GPU without a type adds none.
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
          .wrongType, "gres", found: "\"\(part.prefix(60))\"", expected: "GPUs such as gpu:8 or gpu:h100:8")
      }
      count += counted ?? 1
      if let type = rest.first, counted == nil || rest.count == 2, !types.contains(type) { types.append(type) }
    }
    guard count <= ImportLimits.gpusPerNode else {
      throw line.fault(
        .outOfRange, "gres", found: "\(count) GPUs", expected: "at most \(ImportLimits.gpusPerNode) in a node")
    }
  }

  /// The parts between commas, without parenthesised sockets.
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
