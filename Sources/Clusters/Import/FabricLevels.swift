import Formats

/// The levels of a fabric: leaf groups, and the groups that higher switches join.
struct FabricLevels {
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
