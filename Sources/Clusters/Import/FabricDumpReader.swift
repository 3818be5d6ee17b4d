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
    var dump = try FabricDump(source)
    var facts = SourceFacts()
    var indices = try indices(dump)
    var links = try links(dump, indices, &facts)
    let narrow = NarrowFabrics(dump: dump, indices: indices, links: links, source: source)
    if !narrow.switches.isEmpty {
      facts.notes += narrow.notes
      dump = dump.without(narrow.switches)
      indices = try self.indices(dump)
      links = try self.links(dump, indices, &facts)
    }
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
        NodePlace(
          scheme: "switches of \(source.file)", names: path, origin: source.origin(first.port.line), isWhole: true)
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
