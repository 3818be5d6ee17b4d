import Formats

/// Reads Slurm's topology.conf, or what `scontrol show topology` prints of it: `SwitchName=` lines are the scale-out tree,
/// `BlockName=` lines the scale-up domains.
struct SlurmTopologyReader {
  private static let switchKeys = ["switchname", "nodes", "switches", "linkspeed"]
  private static let blockKeys = ["blockname", "nodes", "blocksizes"]
  /// What scontrol show topology prints on top of the file's keys; it follows from them.
  private static let shownKeys = ["level", "blockindex", "blocksize"]

  let source: SourceFile

  /// - Throws: `Diagnostic` with file and line for what Slurm would refuse.
  func facts() throws -> SourceFacts {
    var tree = SwitchTree()
    var blocks = BlockList(scheme: "blocks of \(source.file)")
    var placeholders = 0
    var shown: [SlurmLine] = []
    var notes: [String] = []
    for line in try SlurmFile(source).lines {
      switch line.settings[0].key {
      case "switchname":
        try line.allowOnly(Self.switchKeys + Self.shownKeys)
        let children = try line.hosts("switches")
        // scontrol prints the nodes of all that is below, too.
        let isShown = line["level"] != nil && !children.isEmpty
        if isShown { shown.append(line) }
        try tree.add(
          .init(
            name: try name(line, "switchname"), origin: line.origin, children: children,
            nodes: isShown ? [] : line.hosts("nodes")))
        if let speed = line["linkspeed"], speed != "1", notes.isEmpty {
          notes.append(
            "\(line.origin) has LinkSpeed=\(speed), which Slurm gives no unit: --scale-out says the bandwidth of a GPU")
        }
      case "aggregatedblock":
        notes.append("\(line.origin) is of sizes of allocations, which have no bearing on links")
      case "blockname":
        try line.allowOnly(Self.blockKeys + Self.shownKeys)
        let nodes = try line.hosts("nodes")
        placeholders += nodes.isEmpty ? 1 : 0
        try blocks.add(name(line, "blockname"), nodes: nodes, line.origin)
      case "blocksizes": try checkSizes(line)
      case "ringname", "torus", "nodename":
        throw line.fault(
          .unsupportedTopology, line.settings[0].key, found: "a topology without levels of switches",
          expected: "SwitchName= or BlockName= lines")
      default:
        throw line.fault(
          .unknownKey, line.settings[0].key, found: "an unknown key", expected: "SwitchName, BlockName or BlockSizes")
      }
    }
    var facts = try facts(tree, blocks, placeholders)
    try check(shown, facts)
    facts.notes += notes + tree.notes
    return facts
  }

  /// Nodes of a switch that no switch below it has are a contradiction.
  private func check(_ shown: [SlurmLine], _ facts: SourceFacts) throws {
    let known = Set(facts.nodes.map(\.name))
    for line in shown {
      guard let lost = try line.hosts("nodes").first(where: { !known.contains($0) }) else { continue }
      throw line.fault(
        .switchTree, "nodes", found: "the node \"\(lost)\", which no switch below has",
        expected: "the nodes of the switches below, as scontrol show topology prints them")
    }
  }

  private func facts(_ tree: SwitchTree, _ blocks: BlockList, _ placeholders: Int) throws -> SourceFacts {
    var facts = SourceFacts()
    let paths = try tree.paths(scheme: "switches of \(source.file)")
    guard !paths.isEmpty || !blocks.nodes.isEmpty else {
      throw Diagnostic(
        id: .missingNodes, file: source.file, found: "no switch or block with nodes",
        expected: "lines such as SwitchName=leaf1 Nodes=node[01-16]")
    }
    guard tree.switches.isEmpty || blocks.isEmpty else {
      throw Diagnostic(
        id: .unsupportedTopology, file: source.file, found: "switches and blocks",
        expected: "either of them, as Slurm reads one kind from topology.conf",
        advice: "topology.yaml holds several topologies")
    }
    facts.nodes = PlacedNodes.merge(paths: paths, blocks: blocks.nodes)
    if placeholders > 0 {
      facts.notes.append("\(placeholders) blocks of \(source.file) have no nodes and are left out")
    }
    return facts
  }

  private func name(_ line: SlurmLine, _ key: String) throws -> String {
    guard let name = line[key], !name.isEmpty, name.utf8.count <= 200 else {
      throw line.fault(.missingValue, key, found: "no name", expected: "a name of at most 200 letters")
    }
    return name
  }

  /// Checks the list of allocation sizes, which has no bearing on links but must be well formed.
  private func checkSizes(_ line: SlurmLine) throws {
    try line.allowOnly(Self.blockKeys)
    let sizes = (line["blocksizes"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
    guard sizes.allSatisfy({ Int($0).map { $0 > 0 } == true }) else {
      throw line.fault(
        .wrongType, "blocksizes", found: "\"\((line["blocksizes"] ?? "").prefix(60))\"",
        expected: "numbers of nodes such as 18,36")
    }
  }
}
