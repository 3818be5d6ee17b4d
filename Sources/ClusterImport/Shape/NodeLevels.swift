import Inputs

/// The levels at which the nodes of a pool stand together, from the narrowest to the widest, each nested in the next.
struct NodeLevels {
  let rule: DomainRule
  let nodes: [GPUNode]

  /// What the level of a number is called, from the lowest switch.
  static func name(_ level: Int) -> String { level < 3 ? ["leaf", "spine", "core"][level] : "tier-\(level)" }

  /// - Throws: `Diagnostic` "crossing-groups" where groups of two levels cross.
  func levels(_ notes: inout [String]) throws -> [NodeLevel] {
    let domain = try rule.level()
    var levels: [NodeLevel] = []
    let depth = nodes.map { $0.path?.names.count ?? 0 }.max() ?? 0
    for level in 0..<depth {
      let groups = nodes.map { node in
        let names = node.path?.names ?? []
        return names.isEmpty ? "" : names[min(level, names.count - 1)]
      }
      levels.append(NodeLevel(kind: .tier(level), name: Self.name(level), groups: groups))
    }
    for (lower, upper) in zip(levels, levels.dropFirst()) where !lower.nests(in: upper) {
      throw crossing(lower, upper)
    }
    if let blocks = blocks(), domain == nil {
      let nests = levels.first.map(blocks.nests) ?? true
      notes.append(
        "blocks of \(rule.accelerator) share no scale-up link: "
          + (nests
            ? "they are kept as a level of the network, \"block\"" : "they are left out, as the switches say more"))
      if nests { levels.insert(blocks, at: 0) }
    }
    guard let domain else { return levels }
    let wider = try levels.filter { level in
      if domain.nests(in: level) { return true }
      guard level.nests(in: domain) else { throw crossing(domain, level) }
      notes.append("the level \(level.name) is narrower than the scale-up domains: it is left out")
      return false
    }
    return [domain] + wider
  }

  private func blocks() -> NodeLevel? {
    guard rule.blocksAreNoDomains, nodes.allSatisfy({ $0.domain != nil }) else { return nil }
    return NodeLevel(kind: .tier(nil), name: "block", groups: nodes.map { $0.domain?.names[0] ?? "" })
  }

  /// Names two nodes that stand together at one level and apart at the next.
  private func crossing(_ lower: NodeLevel, _ upper: NodeLevel) -> Diagnostic {
    var seen: [String: Int] = [:]
    for index in nodes.indices {
      guard let other = seen[lower.groups[index]], upper.groups[other] != upper.groups[index] else {
        seen[lower.groups[index]] = seen[lower.groups[index]] ?? index
        continue
      }
      let (node, place) = (nodes[index], nodes[index].path ?? nodes[index].domain)
      return Diagnostic(
        id: "crossing-groups", file: place?.origin.file ?? node.origin.file, key: node.name, line: place?.origin.line,
        found: "the \(upper.name) \"\(upper.groups[index])\"",
        expected: "\"\(upper.groups[other])\", where \(nodes[other].name) is: both stand in the \(lower.name) "
          + "\"\(lower.groups[index])\"",
        advice: lower.kind == .domain ? "--domain node takes each node by itself" : nil)
    }
    return Diagnostic(
      id: "crossing-groups", file: nodes[0].origin.file, found: "groups that cross", expected: "groups that nest")
  }
}
