import Formats
import FoundationEssentials

/// Reads topograph's model of a cluster: switches, and blocks of nodes below them.
struct TopographModelReader {
  let source: SourceFile

  /// - Throws: `Diagnostic` with file, line and key.
  func facts() throws -> SourceFacts {
    let root = try InputDocument.parse(source.bytes, file: source.file, isJSON: false)
    var tree = SwitchTree()
    let switches = try root.optional("switches")?.entries() ?? []
    for (name, node) in switches {
      // A switch without any below it is a leaf, which the blocks describe.
      let children = try node.optional("switches")?.hostList() ?? []
      if !children.isEmpty {
        try tree.add(.init(name: name, origin: source.origin(node.line), children: children, nodes: []))
      }
    }
    var leaves: [(name: String, origin: Origin, nodes: [String])] = []
    var positions: [String: Int] = [:]
    var domains: [String: [NodePlace]] = [:]
    var subdomains: [String: [NodePlace]] = [:]
    let blocks = try root.required("blocks", expected: "a list of blocks with nodes").items()
    for block in blocks {
      let nodes = try block.required("nodes", expected: "the names of nodes").hostList()
      for (key, value) in try block.optional("annotations")?.entries() ?? [] {
        let place = NodePlace(
          scheme: "\(key) of \(source.file)", names: [try value.text()], origin: source.origin(value.line))
        if key.hasSuffix("/domain") { for node in nodes { domains[node, default: []].append(place) } }
        if key.hasSuffix("/sub-domain") { for node in nodes { subdomains[node, default: []].append(place) } }
      }
      let name = try block.required("switch", expected: "the switch above the nodes").text()
      let index = positions[name] ?? leaves.count
      positions[name] = index
      if index == leaves.count { leaves.append((name, source.origin(block.line), [])) }
      leaves[index].nodes += nodes
    }
    for leaf in leaves { try tree.add(.init(name: leaf.name, origin: leaf.origin, children: [], nodes: leaf.nodes)) }
    return try facts(tree, domains, subdomains, root)
  }

  private func facts(
    _ tree: SwitchTree, _ domains: [String: [NodePlace]], _ subdomains: [String: [NodePlace]], _ root: InputNode
  ) throws -> SourceFacts {
    var facts = SourceFacts()
    facts.nodes = PlacedNodes.merge(paths: try tree.paths(scheme: "switches of \(source.file)"), blocks: [])
    facts.notes = tree.notes
    guard !facts.nodes.isEmpty, facts.nodes.count <= ImportLimits.nodes else {
      throw root.fault(.missingNodes, expected: "1 to \(ImportLimits.nodes) nodes")
    }
    for index in facts.nodes.indices {
      facts.nodes[index].domains = domains[facts.nodes[index].name] ?? []
      facts.nodes[index].subdomains = subdomains[facts.nodes[index].name] ?? []
    }
    return facts
  }
}

/// Reads the graph that topograph writes: instances, each with the switches above it from the nearest on.
struct TopographGraphReader {
  let source: SourceFile

  /// - Throws: `Diagnostic` with file, line and key.
  func facts() throws -> SourceFacts {
    let root = try InputDocument.parse(source.bytes, file: source.file, isJSON: true)
    let instances = try root.required("instances", expected: "a list of instances")
    var facts = SourceFacts()
    var seen: Set<String> = []
    for instance in try instances.items() {
      let id = try instance.required("id", expected: "the instance's name")
      let name = try id.text()
      guard seen.insert(name).inserted else { throw id.fault(.duplicateName, expected: "each instance once") }
      var node = NodeFacts(name, source.origin(id.line))
      let layers = try instance.optional("network_layers")?.items().map { try $0.text() } ?? []
      guard layers.count <= ImportLimits.levels else {
        throw try instance.required("network_layers").fault(
          .tooManyValues, expected: "at most \(ImportLimits.levels) layers")
      }
      if !layers.isEmpty {
        node.paths = [NodePlace(scheme: "layers of \(source.file)", names: layers, origin: node.origin, isWhole: true)]
      }
      try PlacementLabels(instance.optional("labels"), source).place(&node)
      facts.nodes.append(node)
    }
    guard !facts.nodes.isEmpty, facts.nodes.count <= ImportLimits.nodes else {
      throw instances.fault(.missingNodes, expected: "1 to \(ImportLimits.nodes) instances")
    }
    return facts
  }
}
