import Inputs

/// Blocks as sources list them: nodes that share one scale-up domain.
struct BlockList {
  private var blocks: [String: Origin] = [:]
  private var places: [(node: String, block: NodePlace)] = []
  private var seen: [String: NodePlace] = [:]
  private let scheme: String

  /// - Parameter scheme: What the places are called when they are compared.
  init(scheme: String) { self.scheme = scheme }

  var isEmpty: Bool { blocks.isEmpty }

  /// - Parameter nodes: None for a block that only keeps the count, as topograph writes them.
  /// - Throws: `Diagnostic` "duplicate-name" for a block or a node that stands twice.
  mutating func add(_ name: String, nodes: [String], _ origin: Origin) throws {
    if let first = blocks.updateValue(origin, forKey: name) {
      throw Self.fault(
        origin, name, found: "the block \"\(name)\" a second time", expected: "it once (\(first) has it)")
    }
    guard places.count + nodes.count <= ImportLimits.nodes else {
      throw Diagnostic(
        id: "too-many-values", file: origin.file, key: name, line: origin.line,
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

  /// Each node with its block.
  var nodes: [(node: String, block: NodePlace)] { places }

  private static func fault(_ origin: Origin, _ key: String, found: String, expected: String) -> Diagnostic {
    Diagnostic(id: "duplicate-name", file: origin.file, key: key, line: origin.line, found: found, expected: expected)
  }
}
