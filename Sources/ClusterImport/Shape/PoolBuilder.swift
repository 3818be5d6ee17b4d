import Inputs
import Topology

/// Divides the nodes into pools of one kind, and gives each pool the regular shape of a cluster's file.
struct PoolBuilder {
  private let options: ImportOptions
  private let facts: MergedFacts

  init(_ options: ImportOptions, _ facts: MergedFacts) {
    self.options = options
    self.facts = facts
  }

  /// In the order of their first nodes.
  /// - Throws: `Diagnostic` for what cannot be told, or where no node may be used.
  func pools() throws -> [ImportedPool] {
    var order: [String] = []
    var kinds: [String: [GPUNode]] = [:]
    for node in facts.nodes {
      let kind = "\(node.accelerator) \(node.gpuCount)"
      if kinds[kind] == nil { order.append(kind) }
      kinds[kind, default: []].append(node)
    }
    let groups = order.compactMap { kinds[$0] }
    let usable = groups.filter { $0.contains { $0.unavailable == nil && ($0.missingGPUs?.value ?? 0) < $0.gpuCount } }
    let lost = groups.filter { group in !usable.contains { $0[0].name == group[0].name } }
    guard !usable.isEmpty else {
      let first = groups[0][0]
      let place = first.unavailable?.origin ?? first.missingGPUs?.origin ?? first.origin
      throw Diagnostic(
        id: "nothing-available", file: place.file, key: first.name, line: place.line,
        found: "no node with GPUs in use (\(first.unavailable?.value ?? "no GPU is allocatable"))",
        expected: "at least one")
    }
    let notes = lost.map { nodes in
      "no node of \(nodes[0].accelerator) is in use (\(nodes.count) of them, \(nodes[0].name) first): they are left out"
    }
    let repeated = Set(Dictionary(grouping: usable, by: { $0[0].accelerator }).filter { $0.value.count > 1 }.keys)
    return try usable.enumerated().map { index, nodes in
      let suffix = repeated.contains(nodes[0].accelerator) ? "-\(nodes[0].gpuCount)-gpus" : ""
      return try pool(nodes[0].accelerator.lowercased() + suffix, nodes, index == 0 ? notes : [])
    }
  }

  private func pool(_ name: String, _ nodes: [GPUNode], _ notes: [String]) throws -> ImportedPool {
    let accelerator = nodes[0].accelerator
    let usual = try UsualNode.of(accelerator)
    let rule = DomainRule(options: options, accelerator: accelerator, usual: usual, nodes: nodes)
    var notes = notes
    if let usual, usual.gpusPerNode != nodes[0].gpuCount {
      notes.append(
        "nodes of \(accelerator) have \(nodes[0].gpuCount) GPUs here, and \(usual.gpusPerNode) in \(usual.cluster)")
    }
    let levels = try NodeLevels(rule: rule, nodes: nodes).levels(&notes)
    let arrangement = NodeArrangement(count: nodes.count, levels: levels)
    notes += arrangement.notes
    let figures = ScaleOutFigures(
      options: options, accelerator: accelerator, usual: usual, cards: nodes.first { $0.network != nil },
      oversubscription: facts.oversubscription)
    let tiers = try tiers(arrangement, figures, depth: nodes.map { $0.path?.names.count ?? 0 }.max() ?? 0, &notes)
    let places = arrangement.places.map { $0.map { nodes[$0] } }
    let empty = places.count { $0 == nil }
    if empty > 0 {
      notes.append("\(empty) of \(places.count) places for nodes of \(accelerator) are empty: groups differ in size")
    }
    let first = arrangement.levels.first
    return ImportedPool(
      name: name, accelerator: accelerator, gpusPerNode: nodes[0].gpuCount, nodesPerRack: first?.nodes ?? places.count,
      domainIsRack: first?.level.kind == .domain,
      rackIs: first.map {
        $0.level.kind == .domain ? "a scale-up domain" : "what hangs on one switch of the level \($0.level.name)"
      }
        ?? "all nodes", tiers: tiers, places: places, notes: notes)
  }

  /// - Parameter depth: Levels of switches that the sources have.
  private func tiers(
    _ arrangement: NodeArrangement, _ figures: ScaleOutFigures, depth: Int, _ notes: inout [String]
  ) throws -> [ImportedTier] {
    var tiers: [ImportedTier] = []
    for entry in arrangement.levels {
      guard case .tier(let level) = entry.level.kind else { continue }
      tiers.append(
        try figures.tier(entry.level.name, nodes: entry.nodes, level: level, index: tiers.count))
    }
    let isDomain = arrangement.levels.last?.level.kind == .domain
    if arrangement.remaining > 1 {
      let name = NodeLevels.name(max(depth, isDomain ? 1 : 0))
      notes.append(
        arrangement.levels.isEmpty || isDomain
          ? "no source says how switches join the \(arrangement.remaining) groups: all are taken to meet at one level, \"\(name)\""
          : "no switch joins the \(arrangement.remaining) groups of the highest level: a level \"\(name)\" above them is assumed"
      )
      tiers.append(try figures.tier(name, nodes: arrangement.places.count, level: nil, index: tiers.count))
    } else if tiers.isEmpty, figures.isComplete {
      // What the network cards could do, though nothing inside the pool crosses them.
      let name = NodeLevels.name(isDomain ? 1 : 0)
      tiers.append(try figures.tier(name, nodes: arrangement.places.count, level: nil, index: 0))
    } else if tiers.isEmpty {
      notes.append("no figure of the network is known: the pool is one scale-up domain, and nothing in it needs any")
    }
    return tiers
  }
}
