/// Puts nodes into places that a cluster's file can describe: groups of one size at every level. What is missing from a
/// group is an empty place, and a group that is far larger than others counts as several.
struct NodeArrangement {
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
  /// From the narrowest to the widest.
  private(set) var levels: [Level] = []
  /// What was changed, each a sentence without an end mark.
  private(set) var notes: [String] = []
  /// Groups of the widest level that nothing joins.
  private(set) var remaining: Int

  /// - Parameters:
  ///   - count: Nodes, numbered in the order in which they are to stand.
  ///   - levels: From the narrowest to the widest, each nested in the next.
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

  /// In the order of their first members.
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

  /// Each group as one unit, or as several where it is larger than `size`.
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
