import Formats
import FoundationEssentials

/// Reads Slurm's topology.yaml, a list of topologies: the default one, and any other that groups the same nodes in
/// another way. A tree and blocks complement each other.
struct SlurmTopologyYAMLReader {
  private static let kinds = ["tree", "block", "flat", "ring", "torus3d"]

  let source: SourceFile
  /// The topology to read alone; `nil` for the default one.
  let chosen: String?

  /// - Throws: `Diagnostic` with file, line and key.
  func facts() throws -> SourceFacts {
    let root = try InputDocument.parse(source.bytes, file: source.file, isJSON: false)
    let entries = try root.items()
    for entry in entries { try entry.allowOnly(["topology", "cluster_default"] + Self.kinds) }
    let names = try entries.map { try $0.required("topology", expected: "a name").text() }
    let start = try first(entries, names, root)
    var facts = SourceFacts()
    facts.nodes = try nodes(of: entries[start], isRead: true, &facts.notes)
    let covered = Set(facts.nodes.map(\.name))
    for (index, entry) in entries.enumerated() where index != start {
      let others = try nodes(of: entry, isRead: false, &facts.notes)
      if chosen == nil, !others.isEmpty, Set(others.map(\.name)) == covered, adds(others, to: facts.nodes) {
        let places = Dictionary(others.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for node in facts.nodes.indices {
          facts.nodes[node].paths += places[facts.nodes[node].name]?.paths ?? []
          facts.nodes[node].domains += places[facts.nodes[node].name]?.domains ?? []
        }
      } else {
        facts.notes.append(
          "the topology \"\(names[index])\" of \(source.file) is left out, \"\(names[start])\" is read; --topology chooses"
        )
      }
    }
    return facts
  }

  /// Blocks beside a tree or a tree beside blocks; two trees would be two answers to one question.
  private func adds(_ others: [NodeFacts], to nodes: [NodeFacts]) -> Bool {
    guard let first = nodes.first, let other = others.first else { return false }
    return (first.paths.isEmpty || other.paths.isEmpty) && (first.domains.isEmpty || other.domains.isEmpty)
  }

  private func first(_ entries: [InputNode], _ names: [String], _ root: InputNode) throws -> Int {
    guard !entries.isEmpty else { throw root.fault(.missingNodes, expected: "at least one topology") }
    if let chosen {
      if let index = names.firstIndex(of: chosen) { return index }
      throw Diagnostic(
        id: .unknownValue, file: "--topology", found: "\"\(chosen)\"",
        expected: "one of the topologies of \(source.file): \(names.joined(separator: ", "))")
    }
    return try entries.firstIndex { try $0.optional("cluster_default")?.boolean() ?? false } ?? 0
  }

  private func nodes(of entry: InputNode, isRead: Bool, _ notes: inout [String]) throws -> [NodeFacts] {
    let name = try entry.required("topology").text()
    if let tree = try entry.optional("tree") {
      let tree = try self.tree(tree)
      if isRead { notes += tree.notes }
      let paths = try tree.paths(scheme: "tree \"\(name)\" of \(source.file)")
      return PlacedNodes.merge(paths: paths, blocks: [])
    }
    if let block = try entry.optional("block") {
      let blocks = try self.blocks(block, scheme: "blocks \"\(name)\" of \(source.file)")
      return PlacedNodes.merge(paths: [], blocks: blocks.nodes)
    }
    if let other = try entry.optional(anyOf: ["ring", "torus3d"]) {
      guard !isRead else {
        throw other.fault(.unsupportedTopology, expected: "a tree, blocks or a flat topology")
      }
      return []
    }
    _ = try entry.required("flat", expected: "one of \(Self.kinds.joined(separator: ", "))")
    return []
  }

  private func tree(_ node: InputNode) throws -> SwitchTree {
    var tree = SwitchTree()
    for entry in try node.required("switches", expected: "a list of switches").items() {
      try entry.allowOnly(["switch", "children", "nodes"])
      try tree.add(
        .init(
          name: try entry.required("switch", expected: "a name").text(), origin: source.origin(entry.line),
          children: try hosts(entry.optional("children")), nodes: try hosts(entry.optional("nodes"))))
    }
    return tree
  }

  private func blocks(_ node: InputNode, scheme: String) throws -> BlockList {
    try node.allowOnly(["block_sizes", "blocks"])
    var blocks = BlockList(scheme: scheme)
    for entry in try node.required("blocks", expected: "a list of blocks").items() {
      try entry.allowOnly(["block", "nodes"])
      try blocks.add(
        entry.required("block", expected: "a name").text(), nodes: hosts(entry.optional("nodes")),
        source.origin(entry.line))
    }
    return blocks
  }

  private func hosts(_ node: InputNode?) throws -> [String] { try node.map { try $0.hostList() } ?? [] }
}

extension InputNode {
  /// The names of a list of hosts, written as one text, as a number, or as a list of either.
  /// - Throws: `Diagnostic` "host-pattern" or "wrong-type".
  func hostList() throws -> [String] {
    switch content {
    case .null: return []
    case .integer(let number): return [String(number)]
    case .list(let items):
      var names: [String] = []
      for item in items {
        names += try item.hostList()
        guard names.count <= ImportLimits.nodes else {
          throw fault(.tooManyValues, expected: "at most \(ImportLimits.nodes) nodes")
        }
      }
      return names
    default:
      guard let names = HostPattern.names(inList: try text(), limit: ImportLimits.nodes) else {
        throw fault(
          .hostPattern,
          expected: "names and patterns such as \"node[01-16],gpu[1,3]\", of at most \(ImportLimits.nodes) nodes")
      }
      return names
    }
  }
}
