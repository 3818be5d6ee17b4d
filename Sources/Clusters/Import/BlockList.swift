import Formats

/// Blocks as sources list them: nodes that share one scale-up domain.
struct BlockList {
  private var blocks: [String: Origin] = [:]
  private var places: [(node: String, block: NodePlace)] = []
  private var seen: [String: NodePlace] = [:]
  private let scheme: String

  /// - Parameter scheme: The naming scheme in which the places are compared.
  init(scheme: String) { self.scheme = scheme }

  var isEmpty: Bool { blocks.isEmpty }

  /// - Parameter nodes: The nodes; none for a block that only keeps the count, as topograph writes them.
  /// - Throws: `Diagnostic` "duplicate-name" for a duplicate block or node.
  mutating func add(_ name: String, nodes: [String], _ origin: Origin) throws {
    if let first = blocks.updateValue(origin, forKey: name) {
      throw Self.fault(
        origin, name, found: "the block \"\(name)\" a second time", expected: "it once (\(first) has it)")
    }
    guard places.count + nodes.count <= ImportLimits.nodes else {
      throw Diagnostic(
        id: .tooManyValues, file: origin.file, key: name, line: origin.line,
        found: "\(places.count + nodes.count) nodes up to here", expected: "at most \(ImportLimits.nodes)")
    }
    let place = NodePlace(scheme: scheme, names: [name], origin: origin)
    for node in nodes {
      if let other = seen.updateValue(place, forKey: node) {
        guard other.names != [name] else { continue }
        throw Self.fault(
          origin, name, found: "the node \"\(node)\" in \"\(name)\"",
          expected: "it in one block (\(other.origin) has it in \"\(other.names[0])\")")
      }
      places.append((node, place))
    }
  }

  /// The nodes with their blocks.
  var nodes: [(node: String, block: NodePlace)] { places }

  private static func fault(_ origin: Origin, _ key: String, found: String, expected: String) -> Diagnostic {
    Diagnostic(id: .duplicateName, file: origin.file, key: key, line: origin.line, found: found, expected: expected)
  }
}

/// A line of a Slurm file: settings such as `NodeName=node[1-4] Gres=gpu:8`.
struct SlurmLine {
  let file: String
  /// The number of its first line, from 1.
  let number: Int
  /// The settings in their order, keys in lower case.
  let settings: [(key: String, value: String)]

  var origin: Origin { Origin(file: file, line: number) }

  /// The value of a key in lower case.
  subscript(key: String) -> String? { settings.first { $0.key == key }?.value }

  func fault(_ id: DiagnosticID, _ key: String = "", found: String, expected: String, advice: String? = nil)
    -> Diagnostic
  {
    Diagnostic(id: id, file: file, key: key, line: number, found: found, expected: expected, advice: advice)
  }

  /// The names of a list of hosts; none where the key is absent or empty.
  /// - Throws: `Diagnostic` "host-pattern".
  func hosts(_ key: String) throws -> [String] {
    guard let text = self[key] else { return [] }
    guard let names = HostPattern.names(inList: text, limit: ImportLimits.nodes) else {
      throw fault(
        .hostPattern, key, found: "\"\(text.prefix(200))\"",
        expected: "names and patterns such as \"node[01-16],gpu[1,3]\", of at most \(ImportLimits.nodes) nodes")
    }
    return names
  }

  /// Refuses keys that this kind of line does not have.
  func allowOnly(_ known: [String]) throws {
    guard let unknown = settings.first(where: { !known.contains($0.key) }) else { return }
    throw fault(
      .unknownKey, unknown.key, found: "an unknown key", expected: "one of \(known.joined(separator: ", "))")
  }
}
