/// Fabrics of switches without a link to each other that nodes hang on with far fewer cards than on another: those of
/// storage or management. Tokens of models do not go over them.
struct NarrowFabrics {
  /// The largest width of such a fabric, over that of the one beside it.
  private static let mostShare = 0.5

  /// The identifiers of their switches.
  let switches: Set<String>
  /// What is left out, each a sentence without a full stop.
  let notes: [String]

  init(dump: FabricDump, indices: [String: Int], links: [FabricDumpReader.Link], source: SourceFile) {
    var sets = DisjointSets(count: dump.switches.count)
    for (index, entry) in dump.switches.enumerated() {
      for port in entry.ports { if let peer = indices[port.peer] { sets.join(index, peer) } }
    }
    // The bandwidth of each node by fabric; a card without a speed counts as one.
    var widths: [Int: [String: Double]] = [:]
    for link in links { widths[sets.root(link.leaf), default: [:]][link.node, default: 0] += link.port.bandwidth ?? 1 }
    let usual = widths.mapValues { $0.values.max() ?? 0 }
    var left: [Int] = []
    for (fabric, nodes) in widths.sorted(by: { $0.key < $1.key }) {
      let own = usual[fabric] ?? 0
      let isNarrow = widths.contains { other, others in
        other != fabric && own <= Self.mostShare * (usual[other] ?? 0) && nodes.keys.contains { others[$0] != nil }
      }
      if isNarrow { left.append(fabric) }
    }
    var ids: [Int: [String]] = [:]
    for (index, entry) in dump.switches.enumerated() { ids[sets.root(index), default: []].append(entry.id) }
    switches = Set(left.flatMap { ids[$0] ?? [] })
    notes = left.map { fabric in
      let first = dump.switches[fabric]
      let only = (widths[fabric] ?? [:]).keys.filter { node in
        !widths.contains { $0.key != fabric && !left.contains($0.key) && $0.value[node] != nil }
      }
      return
        "\(source.origin(first.line)) begins a fabric that no switch joins to the others, with far fewer cards of a node: "
        + "it is left out as one of storage or management"
        + (only.isEmpty ? "" : ", and the \(only.count) nodes that hang on it alone")
    }
  }

  /// The same of dumps in several files: those whose nodes have far fewer cards than in another are left out.
  /// - Parameter dumps: What each file states, with its name.
  /// - Returns: The numbers of the files left out, and what a reader should know of it.
  static func narrow(_ dumps: [(file: String, facts: SourceFacts)]) -> (left: Set<Int>, notes: [String]) {
    let widths = dumps.map { $0.facts.nodes.compactMap(\.network?.value).max() ?? 0 }
    let names = dumps.map { Set($0.facts.nodes.map(\.name)) }
    let left = dumps.indices.filter { index in
      dumps.indices.contains { other in
        other != index && widths[index] <= mostShare * widths[other] && !names[index].isDisjoint(with: names[other])
      }
    }
    let notes = left.map { index in
      "\(dumps[index].file) is of a fabric with far fewer cards of a node than another file's: it is left out as one of "
        + "storage or management"
    }
    return (Set(left), notes)
  }
}
