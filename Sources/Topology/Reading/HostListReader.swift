import Inputs

/// Reads the names of the nodes of a pool: a pattern such as `node[001-032]`, or a list of names and patterns.
struct HostListReader {
  let shape: PoolShape

  /// - Throws: `Diagnostic` "host-pattern", "host-count" or "duplicate-name".
  func hosts(_ node: InputNode?) throws -> [String] {
    guard let node else { return [] }
    let patterns: [InputNode]
    if case .list(let items) = node.content { patterns = items } else { patterns = [node] }
    var hosts: [String] = []
    for pattern in patterns {
      guard let names = HostPattern.expand(try pattern.text(), limit: shape.nodes) else {
        throw pattern.fault(
          "host-pattern", expected: "a name, or a pattern such as \"node[001-032]\" of at most \(shape.nodes) nodes")
      }
      hosts += names
    }
    guard hosts.count == shape.nodes else {
      throw Diagnostic(
        id: "host-count", file: node.file, key: node.key, line: node.line, found: "\(hosts.count) hosts",
        expected: "\(shape.nodes), one for each node (racks × nodesPerRack)")
    }
    if let repeated = Duplicates.first(of: hosts) {
      throw Diagnostic(
        id: "duplicate-name", file: node.file, key: node.key, line: node.line,
        found: "\"\(hosts[repeated])\" twice", expected: "a name for each node")
    }
    return hosts
  }
}
