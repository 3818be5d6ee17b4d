/// Rows that are left out together, in turn: what a fit did not see judges it.
public struct Partition: Sendable, Hashable {
  /// Rows of one turn.
  public struct Part: Sendable, Hashable {
    /// "fold 1", or the group that is left out.
    public let name: String
    /// Indices of the rows, ascending.
    public let rows: [Int]
  }

  /// Every row is in one part.
  public let parts: [Part]

  /// At most `count` folds of about the same size in which no group is split.
  ///
  /// Large groups are dealt first, each to the smallest fold; groups of one size go by the hash of their names, so that
  /// neighbours of a file do not share a fold, and the same rows in another order share the same folds.
  /// - Parameters:
  ///   - count: Folds; fewer where there are fewer groups.
  ///   - groups: The group of each row.
  public static func folds(_ count: Int, groups: [String]) -> Partition {
    let members = Dictionary(grouping: groups.indices) { groups[$0] }
    let order = members.keys.sorted { first, second in
      let (one, other) = (members[first]?.count ?? 0, members[second]?.count ?? 0)
      if one != other { return one > other }
      return (StableHash.of(first), first) < (StableHash.of(second), second)
    }
    var folds = [[Int]](repeating: [], count: max(0, min(count, order.count)))
    for group in order {
      guard let smallest = folds.indices.min(by: { folds[$0].count < folds[$1].count }) else { break }
      folds[smallest] += members[group] ?? []
    }
    return Partition(parts: folds.enumerated().map { Part(name: "fold \($0 + 1)", rows: $1.sorted()) })
  }

  /// Each group is left out once; parts are in the order of the groups' names.
  /// - Parameter groups: The group of each row.
  public static func leavingOut(groups: [String]) -> Partition {
    let members = Dictionary(grouping: groups.indices) { groups[$0] }
    return Partition(parts: members.keys.sorted().map { Part(name: $0, rows: members[$0] ?? []) })
  }
}
