import Formats

/// Divides the nodes into pools of one kind, and gives each pool the regular shape of a cluster's file.
struct PoolBuilder {
  let options: ImportOptions
  let facts: MergedFacts

  /// The pools, in the order of their first nodes.
  /// - Throws: `Diagnostic` for a missing fact, or where no node is available.
  func pools() throws -> [ImportedPool] {
    let fabrics = Fabrics(nodes: facts.nodes, areJoined: options.joinsFabrics).names
    var order: [NodeKind] = []
    var kinds: [NodeKind: [GPUNode]] = [:]
    for node in facts.nodes {
      let kind = NodeKind(node, fabric: fabrics.count > 1 ? node.fabric : nil)
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
        id: .nothingAvailable, file: place.file, key: first.name, line: place.line,
        found: "no node with GPUs in use (\(first.unavailable?.value ?? "no GPU is allocatable"))",
        expected: "at least one")
    }
    var notes = lost.map { nodes in
      "no node of \(nodes[0].accelerator) is in use (\(nodes.count) of them, \(nodes[0].name) first): they are left out"
    }
    if fabrics.count > 1 {
      notes.append(
        "no switch joins \(fabrics.prefix(8).joined(separator: ", "))\(fabrics.count > 8 ? ", ..." : ""): what hangs on each "
          + "is a pool of its own, without a network to the others; --one-fabric takes them as joined")
    }
    var names = PoolNames(usable.map { $0[0] }, hasFabrics: fabrics.count > 1)
    return try usable.enumerated().map { index, nodes in
      try pool(names.name(nodes[0]), nodes, index == 0 ? notes : [])
    }
  }

  private func pool(_ name: String, _ nodes: [GPUNode], _ notes: [String]) throws -> ImportedPool {
    let accelerator = nodes[0].accelerator
    let usual = try UsualNode.of(accelerator)
    let wiring = nodes[0].wiring
    let rule = DomainRule(options: options, accelerator: accelerator, usual: usual, nodes: nodes)
    var notes = notes + (wiring?.notes ?? [])
    if let memory = nodes[0].memory {
      notes.append("\(memory.origin) has \(ScaleOutFigures.text(memory.value)) MiB in a GPU, which is taken")
    }
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
    let bus = try wiring.flatMap {
      $0.groups.count > 1 ? try NodeBus(accelerator: accelerator, rate: $0.busRate).tier() : nil
    }
    let depth = nodes.map { $0.path?.names.count ?? 0 }.max() ?? 0
    // A pool of one such node has nothing above its bus.
    let isOneNode = bus != nil && arrangement.places.count == 1
    let tiers = (bus.map { [$0] } ?? []) + (isOneNode ? [] : try tiers(arrangement, figures, depth: depth, &notes))
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
        ?? "all nodes", tiers: tiers, places: places, notes: notes, wiring: wiring, memory: nodes[0].memory)
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

/// The size of groups that differ, since a cluster file has groups of one size.
enum GroupSize {
  /// The largest size, unless too many places would be empty: then the size that leaves the fewest empty, and larger groups
  /// count as several.
  /// - Parameters:
  ///   - counts: Members of each group, each at least 1.
  ///   - mostEmpty: Share of the places that may be empty.
  static func of(_ counts: [Int], mostEmpty: Double) -> Int {
    guard let largest = counts.max() else { return 1 }
    let members = counts.reduce(0, +)
    // Thousands of groups have few sizes.
    let histogram = Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +)
    func places(_ size: Int) -> Int {
      histogram.reduce(0) { $0 + $1.value * ((($1.key - 1) / size + 1) * size) }
    }
    if Double(places(largest) - members) <= mostEmpty * Double(places(largest)) { return largest }
    var best = (size: 1, places: members)
    for size in stride(from: min(largest, 4_096), to: 1, by: -1) {
      let count = places(size)
      if count == members { return size }
      if Double(count - members) <= 0.02 * Double(members), best.size == 1 { best = (size, count) }
    }
    return best.size
  }
}

/// Puts nodes into places that a cluster file can describe: groups of one size at every level. A smaller group is
/// filled up with empty places, and a group that is far larger than others counts as several.
private struct NodeArrangement {
  /// Share of the places below switches that may be empty; more, and a group that is far larger counts as several.
  static let mostEmpty = 0.25
  /// Share of the places in scale-up domains that may be empty: to cut a domain would take its links away.
  static let mostEmptyInDomains = 0.8

  /// A level that stayed.
  struct Level {
    let level: NodeLevel
    /// Places of a group.
    let nodes: Int
  }

  /// Numbers of nodes, in the order of places; `nil` for an empty one.
  private(set) var places: [Int?]
  /// The levels from the narrowest to the widest.
  private(set) var levels: [Level] = []
  /// The changes made, each a sentence without a full stop.
  private(set) var notes: [String] = []
  /// The number of groups of the widest level, which nothing joins.
  private(set) var remaining: Int

  /// - Parameters:
  ///   - count: The number of nodes, numbered in the order of their places.
  ///   - levels: The levels from the narrowest to the widest, each nested in the next.
  init(count: Int, levels: [NodeLevel]) {
    var units = (0..<count).map { [Int?.some($0)] }
    var firsts = Array(0..<count)
    for level in levels {
      let grouped = Self.grouped(units, firsts, by: level)
      let counts = grouped.map(\.units.count)
      // A level whose groups have one member each is the level below it once more.
      guard counts.contains(where: { $0 > 1 }) else { continue }
      let isDomain = level.kind == .domain
      let size = GroupSize.of(counts, mostEmpty: isDomain ? Self.mostEmptyInDomains : Self.mostEmpty)
      guard size > 1 else {
        notes.append(
          "groups of the level \(level.name) have \(counts.min() ?? 0) to \(counts.max() ?? 0) members: the level is left out"
        )
        continue
      }
      if let largest = counts.max(), largest > size {
        notes.append(
          "groups of the level \(level.name) have up to \(largest) members: they are cut into groups of \(size)")
      }
      (units, firsts) = Self.filled(grouped, to: size)
      self.levels.append(Level(level: level, nodes: units[0].count))
    }
    remaining = units.count
    places = units.flatMap { $0 }
  }

  private struct Group {
    var units: [[Int?]]
    var firsts: [Int]
  }

  /// The groups in the order of their first members.
  private static func grouped(_ units: [[Int?]], _ firsts: [Int], by level: NodeLevel) -> [Group] {
    var groups: [Group] = []
    var indices: [String: Int] = [:]
    for (unit, first) in zip(units, firsts) {
      let name = level.groups[first]
      if let index = indices[name] {
        groups[index].units.append(unit)
        groups[index].firsts.append(first)
      } else {
        indices[name] = groups.count
        groups.append(Group(units: [unit], firsts: [first]))
      }
    }
    return groups
  }

  /// The groups as units of `size`; a larger group becomes several units.
  private static func filled(_ groups: [Group], to size: Int) -> ([[Int?]], [Int]) {
    var (units, firsts) = ([[Int?]](), [Int]())
    for group in groups {
      for start in stride(from: 0, to: group.units.count, by: size) {
        let part = group.units[start..<min(start + size, group.units.count)]
        let empty = [Int?](repeating: nil, count: (size - part.count) * (part.first?.count ?? 0))
        units.append(part.flatMap { $0 } + empty)
        firsts.append(group.firsts[start])
      }
    }
    return (units, firsts)
  }
}

/// The levels that group the nodes of a pool, from the narrowest to the widest, each nested in the next.
private struct NodeLevels {
  let rule: DomainRule
  let nodes: [GPUNode]

  /// The name of a level by its number, from the lowest switch.
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

  /// A fault that names two nodes which share a group at one level but not at the next.
  private func crossing(_ lower: NodeLevel, _ upper: NodeLevel) -> Diagnostic {
    var seen: [String: Int] = [:]
    for index in nodes.indices {
      guard let other = seen[lower.groups[index]], upper.groups[other] != upper.groups[index] else {
        seen[lower.groups[index]] = seen[lower.groups[index]] ?? index
        continue
      }
      let (node, place) = (nodes[index], nodes[index].path ?? nodes[index].domain)
      return Diagnostic(
        id: .crossingGroups, file: place?.origin.file ?? node.origin.file, key: node.name, line: place?.origin.line,
        found: "the \(upper.name) \"\(upper.groups[index])\"",
        expected: "\"\(upper.groups[other])\", where \(nodes[other].name) is: both stand in the \(lower.name) "
          + "\"\(lower.groups[index])\"",
        advice: lower.kind == .domain ? "--domain node takes each node by itself" : nil)
    }
    return Diagnostic(
      id: .crossingGroups, file: nodes[0].origin.file, found: "groups that cross", expected: "groups that nest")
  }
}
