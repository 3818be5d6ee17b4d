/// A way of dividing the nodes of a pool into groups.
struct NodeLevel: Sendable {
  /// What the groups are to the network.
  enum Kind: Sendable, Equatable {
    /// Scale-up domains.
    case domain
    /// Switches; with their number among the levels of the sources, from 0, where they are one of these.
    case tier(Int?)
  }

  let kind: Kind
  /// "leaf", "spine"; for a domain what the sources call it.
  let name: String
  /// The group of each node, in the order of the nodes.
  let groups: [String]

  /// Whether each group of this level stands in one group of another.
  func nests(in other: NodeLevel) -> Bool {
    var seen: [String: String] = [:]
    for (group, outer) in zip(groups, other.groups) {
      guard let known = seen[group] else {
        seen[group] = outer
        continue
      }
      guard known == outer else { return false }
    }
    return true
  }
}
