import Formats
import FoundationEssentials

/// Reads what `scontrol show node` prints: nodes with their GPUs and what state they are in, a record each, whose values may
/// hold spaces.
struct SlurmShownNodes {
  /// Keys that the configuration file does not have beside NodeName, and every record has.
  private static let telling = ["CPUAlloc=", "CPUTot=", "NodeHostName=", "ActiveFeatures="]

  let source: SourceFile

  /// Whether a text is such output, not a configuration file.
  static func isOutput(_ source: SourceFile) throws -> Bool {
    let lines = try source.lines().prefix(400)
    return lines.contains { $0.hasPrefix("NodeName=") }
      && lines.contains { line in telling.contains(where: line.contains) }
  }

  /// - Throws: `Diagnostic` with file and line.
  func facts() throws -> SourceFacts {
    var facts = SourceFacts()
    var seen: [String: Origin] = [:]
    for record in try records() {
      let node = try node(record)
      if let first = seen.updateValue(node.origin, forKey: node.name) {
        throw record.fault(
          .duplicateName, "nodename", found: "the node \"\(node.name)\" a second time",
          expected: "it once (\(first) has it)")
      }
      facts.nodes.append(node)
      guard facts.nodes.count <= ImportLimits.nodes else {
        throw record.fault(.tooManyValues, found: "more nodes", expected: "at most \(ImportLimits.nodes)")
      }
    }
    return facts
  }

  private func node(_ record: SlurmLine) throws -> NodeFacts {
    guard let name = record["nodename"], !name.isEmpty else {
      throw record.fault(.missingValue, "nodename", found: "no name", expected: "the node's name")
    }
    var node = NodeFacts(name, record.origin)
    let written = record["gres"].flatMap { $0 == "(null)" ? nil : $0 }
    let gpus = try written.map { try SlurmGPUCount($0, line: record) }
    node.gpuCount = SourcedValue(gpus?.count ?? 0, record.origin)
    node.products = gpus?.types.map { SourcedValue($0, record.origin) } ?? []
    if let state = record["state"] {
      node.unavailable = SlurmConfigurationReader.reason(state, reason: record["reason"])
        .map { SourcedValue($0, record.origin) }
      // A node that was started on demand is in use; one that is powered down is out of it until then.
      if SlurmConfigurationReader.words(state).contains("CLOUD") {
        node.onDemand = SourcedValue("State=\(state)", record.origin)
      }
    }
    return node
  }

  /// The records, in their order; a record begins with NodeName.
  private func records() throws -> [SlurmLine] {
    var records: [SlurmLine] = []
    var settings: [(key: String, value: String)] = []
    var (start, count) = (1, 0)
    func add() {
      if !settings.isEmpty { records.append(SlurmLine(file: source.file, number: start, settings: settings)) }
    }
    for (index, line) in try source.lines().enumerated() {
      for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isKey(parts[0]) else {
          // A word without a key goes on with the value before it: an operating system, a reason.
          guard !settings.isEmpty else {
            throw Diagnostic(
              id: .slurmInvalid, file: source.file, line: index + 1, found: "\"\(word.prefix(60))\"",
              expected: "records of scontrol show node, which begin with NodeName=")
          }
          settings[settings.count - 1].value += " \(word)"
          continue
        }
        if parts[0] == "NodeName" {
          add()
          (settings, start) = ([], index + 1)
        }
        count += 1
        settings.append((parts[0].lowercased(), String(parts[1])))
        guard count <= InputLimits.tableCells else {
          throw Diagnostic(
            id: .tooManyValues, file: source.file, line: index + 1, found: "more settings",
            expected: "at most \(InputLimits.tableCells)")
        }
      }
    }
    add()
    return records
  }

  private static func isKey(_ word: Substring) -> Bool {
    word.first.map { $0.isASCII && $0.isUppercase } == true
      && word.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
  }
}
