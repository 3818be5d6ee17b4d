import Inputs

/// Decides what makes a scale-up domain of some nodes: what the user says, else what sources say and the accelerator allows.
struct DomainRule {
  let options: ImportOptions
  let accelerator: String
  let usual: UsualNode?
  let nodes: [GPUNode]

  /// - Returns: The domains, or `nil` where each node is one; and what else the sources divide the nodes into.
  /// - Throws: `Diagnostic` "unknown-domain" where nothing tells, or "out-of-range" for a domain of too many GPUs.
  func level() throws -> NodeLevel? {
    switch options.domain {
    case .node: return nil
    case .block: return try checked(level("block") { $0.domain })
    case .subdomain: return try checked(level("sub-domain") { $0.subdomain })
    case .leaf:
      return try checked(
        level("leaf") { node in node.path.map { NodePlace(scheme: $0.scheme, names: [$0.names[0]], origin: $0.origin) }
        })
    case nil: break
    }
    guard usual?.spansNodes == true, nodes.count > 1 else { return nil }
    guard nodes.contains(where: { $0.domain != nil }) else {
      throw Diagnostic(
        id: "unknown-domain", file: nodes[0].origin.file, line: nodes[0].origin.line,
        found: "nodes of \(accelerator) without a word of which share a scale-up domain",
        expected: "blocks of Slurm, or labels of cliques or domains",
        advice: "--domain leaf takes the nodes below a leaf switch, --domain node takes each by itself")
    }
    return try checked(level("block") { $0.domain })
  }

  /// Blocks of nodes that share no scale-up link, as Slurm may have them: they are placed together, no more.
  var blocksAreNoDomains: Bool {
    options.domain == nil && usual?.spansNodes != true && nodes.contains { $0.domain != nil }
  }

  private func level(_ name: String, of place: (GPUNode) -> NodePlace?) throws -> NodeLevel {
    let places = nodes.map(place)
    if let lost = places.firstIndex(where: { $0 == nil }) {
      let other = places.compactMap { $0 }.first
      throw Diagnostic(
        id: "unplaced-node", file: nodes[lost].origin.file, key: nodes[lost].name, line: nodes[lost].origin.line,
        found: "a node with GPUs in no \(name)",
        expected: other.map { "it in one, as \($0.origin) has others" } ?? "a source that has such",
        advice: "--domain node takes each node by itself")
    }
    return NodeLevel(kind: .domain, name: name, groups: places.map { $0?.names[0] ?? "" })
  }

  /// No domain has more GPUs than the accelerator's are built with.
  private func checked(_ level: NodeLevel) throws -> NodeLevel {
    guard let usual, usual.spansNodes else { return level }
    var counts: [String: Int] = [:]
    for (node, group) in zip(nodes, level.groups) {
      counts[group, default: 0] += node.gpuCount
      guard counts[group, default: 0] <= usual.gpusPerDomain else {
        throw Diagnostic(
          id: "out-of-range", file: node.origin.file, key: node.name, line: node.origin.line,
          found: "more than \(usual.gpusPerDomain) GPUs of \(accelerator) in the \(level.name) \"\(group)\"",
          expected: "at most as many as share a scale-up domain in \(usual.cluster)",
          advice: "--domain sub-domain, leaf or node takes narrower ones")
      }
    }
    return level
  }
}
