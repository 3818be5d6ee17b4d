import Formats

/// Reads a dump of an InfiniBand fabric. Which switches are leaves follows from the adapters below them; leaves that mostly
/// the same nodes hang on are the rails of one leaf group; levels above are counted in links from there.
struct FabricDumpReader {
  let source: SourceFile

  /// An adapter of a node on a leaf switch.
  struct Link {
    let node: String
    let leaf: Int
    let port: FabricPort
  }

  /// - Throws: `Diagnostic` with file and line for a dump that is not whole.
  func facts() throws -> SourceFacts {
    let dump = try FabricDump(source)
    var facts = SourceFacts()
    let indices = try indices(dump)
    let links = try links(dump, indices, &facts)
    let levels = FabricLevels(dump: dump, indices: indices, links: links)
    try levels.checkReach(source)
    let places = levels.paths()
    var counts: [Double: Int] = [:]
    for node in Self.sorted(links) {
      let first = node.links[0]
      var fact = NodeFacts(node.name, source.origin(first.port.line))
      let sum = node.links.reduce(0) { $0 + ($1.port.bandwidth ?? 0) }
      counts[sum, default: 0] += 1
      if sum > 0 { fact.network = SourcedValue(sum, source.origin(first.port.line)) }
      let groups = Set(node.links.compactMap { places[$0.leaf]?.first })
      guard groups.count == 1, let path = places[first.leaf] else {
        throw Diagnostic(
          id: .fabricInvalid, file: source.file, key: node.name, line: first.port.line,
          found: "adapters of \"\(node.name)\" on leaf switches that share few nodes",
          expected: "rails of one group of leaves")
      }
      fact.paths = [
        NodePlace(scheme: "switches of \(source.file)", names: path, origin: source.origin(first.port.line))
      ]
      facts.nodes.append(fact)
    }
    settleRails(counts, &facts)
    facts.oversubscription = levels.oversubscription(source)
    return facts
  }

  /// Nodes with fewer links than most are named, and counted as the others: a link that is down is not how they are built.
  private func settleRails(_ counts: [Double: Int], _ facts: inout SourceFacts) {
    guard let usual = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return }
    let others = facts.nodes.filter { ($0.network?.value ?? 0) != usual }
    guard !others.isEmpty else { return }
    facts.notes.append(
      "\(others.count) nodes of \(source.file) have other links than the usual ones, \(others[0].name) first "
        + "(\(others[0].origin)); they are counted like the others")
    for index in facts.nodes.indices {
      facts.nodes[index].network = facts.nodes[index].network.map { SourcedValue(usual, $0.origin) }
    }
  }

  private func indices(_ dump: FabricDump) throws -> [String: Int] {
    var indices: [String: Int] = [:]
    for (index, entry) in dump.switches.enumerated() {
      if let first = indices.updateValue(index, forKey: entry.id) {
        throw Diagnostic(
          id: .duplicateName, file: source.file, key: entry.id, line: entry.line, found: "the switch a second time",
          expected: "it once (line \(dump.switches[first].line) has it)")
      }
    }
    for port in dump.switches.flatMap(\.ports) where port.peer.hasPrefix("S-") && indices[port.peer] == nil {
      throw Diagnostic(
        id: .fabricInvalid, file: source.file, key: port.peer, line: port.line,
        found: "a link to a switch without a section of its own", expected: "the section of \"\(port.peer)\"",
        advice: "a dump that was cut off while it was copied looks like this")
    }
    return indices
  }

  /// The links between adapters and switches, by node. Adapters that name no node are counted in a note.
  private func links(_ dump: FabricDump, _ indices: [String: Int], _ facts: inout SourceFacts) throws -> [Link] {
    var links: [Link] = []
    var nameless: [FabricPort] = []
    for (index, entry) in dump.switches.enumerated() {
      for port in entry.ports where port.peer.hasPrefix("H-") {
        guard !port.description.contains("Aggregation Node") else { continue }
        if let name = Self.node(port.description) {
          links.append(Link(node: name, leaf: index, port: port))
        } else {
          nameless.append(port)
        }
      }
    }
    if let first = nameless.first {
      facts.notes.append(
        "\(nameless.count) adapters of \(source.file) do not name their node and are left out; the first is "
          + "\"\(first.description)\" in line \(first.line)")
    }
    guard !links.isEmpty else {
      throw Diagnostic(
        id: .missingNodes, file: source.file, line: nameless.first?.line,
        found: "no adapter that names its node", expected: "descriptions such as \"node01 mlx5_0\"")
    }
    return links
  }

  /// "node01 mlx5_0" and "node01 HCA-1" name a node; a product's name, or a system that was never named, does not.
  private static func node(_ description: String) -> String? {
    let words = description.split(separator: " ").map(String.init)
    guard words.count == 2, HostPattern.isName(words[0]), !["localhost", "ubuntu", "(none)"].contains(words[0]),
      words[1].hasPrefix("mlx") || words[1].hasPrefix("HCA-") || words[1].hasPrefix("ib") || words[1].hasPrefix("hfi")
    else { return nil }
    return words[0]
  }

  private static func sorted(_ links: [Link]) -> [(name: String, links: [Link])] {
    Dictionary(grouping: links, by: \.node).map { (name: $0.key, links: $0.value) }
      .sorted { NaturalOrder.precedes($0.name, $1.name) }
  }
}

/// Disjoint sets of numbers (union-find). The root of a set is its smallest number, whatever the order of joining.
private struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  /// The smallest number of the set.
  mutating func root(_ number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }

  /// Makes one set of two.
  mutating func join(_ first: Int, _ second: Int) {
    let (left, right) = (root(first), root(second))
    parents[max(left, right)] = min(left, right)
  }
}

/// The levels of a fabric: leaf groups, and the groups that higher switches join.
private struct FabricLevels {
  private let dump: FabricDump
  private let indices: [String: Int]
  private let links: [FabricDumpReader.Link]
  /// Links of each switch from the nearest leaf; `nil` where none is reached.
  private let heights: [Int?]

  init(dump: FabricDump, indices: [String: Int], links: [FabricDumpReader.Link]) {
    self.dump = dump
    self.indices = indices
    self.links = links
    heights = Self.heights(dump, indices, leaves: Set(links.map(\.leaf)))
  }

  /// The path of each leaf switch: its leaf group, then the enclosing group at each level above, named after one of its
  /// switches.
  func paths() -> [Int: [String]] {
    var sets = DisjointSets(count: dump.switches.count)
    joinRails(&sets)
    let leaves = Set(links.map(\.leaf)).sorted()
    var paths: [Int: [String]] = [:]
    for leaf in leaves { paths[leaf] = [name(&sets, leaf)] }
    let top = heights.compactMap { $0 }.max() ?? 0
    for level in stride(from: 1, through: min(top, ImportLimits.levels), by: 1) {
      for (index, entry) in dump.switches.enumerated() where (heights[index] ?? .max) <= level {
        for port in entry.ports {
          guard let peer = indices[port.peer], (heights[peer] ?? .max) <= level else { continue }
          sets.join(index, peer)
        }
      }
      for leaf in leaves { paths[leaf]?.append(name(&sets, leaf)) }
      if Set(leaves.map { sets.root($0) }).count == 1 { break }
    }
    return paths
  }

  /// The oversubscription of leaves and of the level above: adapter bandwidth below the worst leaf divided by its link
  /// bandwidth upwards. Empty where there is one level.
  func oversubscription(_ source: SourceFile) -> [SourcedValue<Double>] {
    let leaves = Set(links.map(\.leaf)).sorted()
    let ratios = leaves.compactMap { leaf -> (leaf: Int, ratio: Double)? in
      let ports = dump.switches[leaf].ports
      let up = ports.filter { indices[$0.peer].map { (heights[$0] ?? 0) > 0 } ?? false }
      let down = ports.filter { $0.peer.hasPrefix("H-") && !$0.description.contains("Aggregation Node") }
      let (above, below) = (sum(up), sum(down))
      return above > 0 && below > 0 ? (leaf, below / above) : nil
    }
    guard let worst = ratios.max(by: { $0.ratio < $1.ratio }) else { return [] }
    let origin = source.origin(dump.switches[worst.leaf].line)
    return [SourcedValue(1, origin), SourcedValue(max(1, (worst.ratio * 1000).rounded() / 1000), origin)]
  }

  /// - Throws: `Diagnostic` "fabric-invalid" where a switch leads to no node.
  func checkReach(_ source: SourceFile) throws {
    guard let lost = heights.firstIndex(of: nil) else { return }
    throw Diagnostic(
      id: .fabricInvalid, file: source.file, key: dump.switches[lost].description, line: dump.switches[lost].line,
      found: "a switch from which no link leads to a node", expected: "a fabric that hangs together")
  }

  private func sum(_ ports: [FabricPort]) -> Double { ports.reduce(0) { $0 + ($1.bandwidth ?? 0) } }

  /// Leaves are rails of one group where half of the nodes of the smaller one hang on the other too.
  private func joinRails(_ sets: inout DisjointSets) {
    var nodes: [Int: Set<String>] = [:]
    var leaves: [String: [Int]] = [:]
    for link in links where nodes[link.leaf, default: []].insert(link.node).inserted {
      leaves[link.node, default: []].append(link.leaf)
    }
    for (leaf, members) in nodes.sorted(by: { $0.key < $1.key }) {
      var shared: [Int: Int] = [:]
      for member in members { for other in leaves[member] ?? [] where other > leaf { shared[other, default: 0] += 1 } }
      for (other, count) in shared where 2 * count >= min(members.count, nodes[other]?.count ?? 0) {
        sets.join(leaf, other)
      }
    }
  }

  /// A group by the identifier of its first switch.
  private func name(_ sets: inout DisjointSets, _ leaf: Int) -> String { dump.switches[sets.root(leaf)].id }

  private static func heights(_ dump: FabricDump, _ indices: [String: Int], leaves: Set<Int>) -> [Int?] {
    var heights = [Int?](repeating: nil, count: dump.switches.count)
    var front = leaves.sorted()
    for leaf in front { heights[leaf] = 0 }
    var height = 0
    while !front.isEmpty {
      height += 1
      var next: [Int] = []
      for index in front {
        for port in dump.switches[index].ports {
          guard let peer = indices[port.peer], heights[peer] == nil else { continue }
          heights[peer] = height
          next.append(peer)
        }
      }
      front = next
    }
    return heights
  }
}
