import Formats

/// Decides the scale-up domains of nodes: by the user's option, else by the sources within the accelerator's limits.
struct DomainRule {
  let options: ImportOptions
  let accelerator: String
  let usual: UsualNode?
  let nodes: [GPUNode]

  /// - Returns: The domains; `nil` where each node is one.
  /// - Throws: `Diagnostic` "unknown-domain" where nothing decides, or "out-of-range" for a domain of too many GPUs.
  func level() throws -> NodeLevel? {
    if let wiring = nodes[0].wiring, wiring.staysInNode {
      guard options.domain == nil || options.domain == .node else { throw staysInNode(wiring) }
      return nil
    }
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
        id: .unknownDomain, file: nodes[0].origin.file, line: nodes[0].origin.line,
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

  private func staysInNode(_ wiring: NodeWiring) -> Diagnostic {
    Diagnostic(
      id: .conflict, file: "--domain", found: options.domain?.rawValue ?? "",
      expected: "node, as no link of \(accelerator) leaves it here"
        + (wiring.link.map { " (\($0.source.text))" } ?? ""))
  }

  private func level(_ name: String, of place: (GPUNode) -> NodePlace?) throws -> NodeLevel {
    let places = nodes.map(place)
    if let lost = places.firstIndex(where: { $0 == nil }) {
      let other = places.compactMap { $0 }.first
      let all = zip(nodes, places).filter { $0.1 == nil }.map(\.0.name)
      // Cut into nodes, a rack of NVLink would lose its links: leaving the lost ones out keeps them.
      let leavesOut = other == nil || usual?.spansNodes != true ? nil : UnplacedNodes.advice(all)
      throw Diagnostic(
        id: .unplacedNode, file: nodes[lost].origin.file, key: nodes[lost].name, line: nodes[lost].origin.line,
        found: "a node with GPUs in no \(name)\(all.count > 1 ? ", and \(all.count - 1) more" : "")",
        expected: other.map { "one for each node, as \($0.origin) has it for others" } ?? "a source that has such",
        advice: leavesOut ?? (usual?.spansNodes == true ? nil : "--domain node takes each node by itself"))
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
          id: .outOfRange, file: node.origin.file, key: node.name, line: node.origin.line,
          found: "more than \(usual.gpusPerDomain) GPUs of \(accelerator) in the \(level.name) \"\(group)\"",
          expected: "at most as many as share a scale-up domain in \(usual.cluster)",
          advice: "--domain sub-domain, leaf or node takes narrower ones")
      }
    }
    return level
  }
}
