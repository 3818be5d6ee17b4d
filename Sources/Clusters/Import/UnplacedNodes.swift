import Formats

/// Nodes with GPUs that the sources of switches or blocks do not place, where these place others.
struct UnplacedNodes {
  let nodes: [NodeFacts]

  /// Whether a node has a place in what is compared; `nil` where no node has.
  private var isPlaced: ((NodeFacts) -> Bool)? {
    if nodes.contains(where: { !$0.paths.isEmpty }) { return { !$0.paths.isEmpty } }
    if nodes.contains(where: { !$0.domains.isEmpty }) { return { !$0.domains.isEmpty } }
    return nil
  }

  private var lost: [NodeFacts] { isPlaced.map { isPlaced in nodes.filter { !isPlaced($0) } } ?? [] }

  /// Nodes that come with demand, or are out of use, may be absent: they are left out, and named.
  private static func mayBeAbsent(_ node: NodeFacts) -> Bool { node.onDemand != nil || node.unavailable != nil }

  /// The nodes without those that may be absent and are.
  /// - Throws: `Diagnostic` "unplaced-node" for any other node without a place below a switch. Blocks may be of some nodes only.
  func placed() throws -> [NodeFacts] {
    guard let isPlaced else { return nodes }
    if let other = nodes.first(where: { !$0.paths.isEmpty })?.paths.first {
      let left = lost.filter { !Self.mayBeAbsent($0) }
      if let first = left.first { throw fault(first, left, other) }
    }
    return nodes.filter { isPlaced($0) || !Self.mayBeAbsent($0) }
  }

  /// What is left out, a sentence without a full stop.
  var notes: [String] {
    let absent = lost.filter(Self.mayBeAbsent)
    guard let first = absent.first, let reason = first.onDemand ?? first.unavailable else { return [] }
    let names = HostPattern.shortened(absent.map(\.name))
    let some = names.prefix(8).joined(separator: ",") + (names.count > 8 ? ", ..." : "")
    return [
      "\(absent.count) \(absent.count == 1 ? "node" : "nodes") with GPUs left out that no switch or block has: \(some) "
        + "(\(reason.value), \(reason.origin))"
    ]
  }

  private func fault(_ lost: NodeFacts, _ all: [NodeFacts], _ place: NodePlace) -> Diagnostic {
    Diagnostic(
      id: .unplacedNode, file: lost.origin.file, key: lost.name, line: lost.origin.line,
      found: "a node with GPUs that \(place.origin.file) does not place",
      expected: "its place below a switch, as \(place.origin) has others",
      advice: Self.advice(all.map(\.name)))
  }

  /// How to leave nodes out.
  static func advice(_ names: [String]) -> String? {
    let list = HostPattern.shortened(names).joined(separator: ",")
    guard list.utf8.count <= 200 else { return nil }
    return "--exclude \"\(list)\" leaves \(names.count == 1 ? "it" : "them") out"
  }
}
