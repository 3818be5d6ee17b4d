/// Puts together what a source says of the places of nodes.
enum PlacedNodes {
  /// - Parameters:
  ///   - paths: Nodes below switches, each once.
  ///   - blocks: Nodes in scale-up domains, each once.
  /// - Returns: Each node once, in the order in which they appear.
  static func merge(
    paths: [(node: String, path: NodePlace)], blocks: [(node: String, block: NodePlace)]
  ) -> [NodeFacts] {
    var nodes = paths.map { node, path in
      var facts = NodeFacts(node, path.origin)
      facts.paths = [path]
      return facts
    }
    var indices = Dictionary(zip(nodes.map(\.name), nodes.indices), uniquingKeysWith: { first, _ in first })
    for (node, block) in blocks {
      let index = indices[node] ?? nodes.count
      if index == nodes.count {
        nodes.append(NodeFacts(node, block.origin))
        indices[node] = index
      }
      nodes[index].domains.append(block)
    }
    return nodes
  }
}
