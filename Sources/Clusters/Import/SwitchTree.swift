import Formats

/// Switches as sources list them: each with the nodes or the switches below it.
struct SwitchTree {
  /// One line of such a list.
  struct Switch {
    let name: String
    let origin: Origin
    let children: [String]
    let nodes: [String]
  }

  private(set) var switches: [Switch] = []
  private var indices: [String: Int] = [:]
  /// Names of nodes and switches so far.
  private var nameCount = 0

  /// - Throws: `Diagnostic` "duplicate-name", or "switch-tree" for a switch with nodes and switches below it.
  mutating func add(_ new: Switch) throws {
    if let first = indices.updateValue(switches.count, forKey: new.name) {
      throw Self.fault(
        new, .duplicateName, found: "the switch \"\(new.name)\" a second time",
        expected: "it once (it stands at \(switches[first].origin))")
    }
    guard new.nodes.isEmpty || new.children.isEmpty else {
      throw Self.fault(
        new, .switchTree, found: "nodes and switches below \"\(new.name)\"",
        expected: "either of them: a leaf switch has nodes, any other has switches")
    }
    nameCount += new.nodes.count + new.children.count
    guard nameCount <= ImportLimits.nodes else {
      throw Self.fault(
        new, .tooManyValues, found: "\(nameCount) nodes and switches up to here",
        expected: "at most \(ImportLimits.nodes)")
    }
    switches.append(new)
  }

  /// Switches over the same others are one group of a level, as the spines of a fat tree are: each switch by the first of
  /// its group. Groups that hold the same groups are one too, so that planes of a fabric fold up from below.
  private func folded() -> [Int] {
    var group = Array(switches.indices)
    while true {
      var firsts: [[Int]: Int] = [:]
      var next = group
      for (index, entry) in switches.enumerated() where !entry.children.isEmpty {
        let below = Set(entry.children.compactMap { indices[$0].map { group[$0] } }).sorted()
        let first = firsts[below] ?? group[index]
        firsts[below] = first
        next[index] = first
      }
      if next == group { return group }
      group = next
    }
  }

  /// What was folded, a sentence without a full stop for each group.
  var notes: [String] {
    let folded = folded()
    let groups = Dictionary(grouping: switches.indices, by: { folded[$0] }).filter { $0.value.count > 1 }
    return groups.sorted { $0.key < $1.key }.map { _, members in
      let names = HostPattern.shortened(members.map { switches[$0].name }).joined(separator: ",")
      return
        "\(names) lie over the same switches (\(switches[members[0]].origin)): they are taken as one group of a level"
    }
  }

  /// Each node with the switches above it, from the lowest to the highest. A switch beside deeper branches counts for
  /// the levels that it skips, so that all paths have the same height.
  /// - Parameter scheme: The naming scheme in which the places are compared.
  /// - Throws: `Diagnostic` "switch-tree" for cycles, and for a node or switch below two switches.
  func paths(scheme: String) throws -> [(node: String, path: NodePlace)] {
    let parents = try parents()
    let climbs = try switches.indices.map { try climb(from: $0, parents) }
    var heights = Array(repeating: 0, count: switches.count)
    // Climbs are short, so that each step of each may raise what is above.
    for (index, climb) in climbs.enumerated() where !switches[index].nodes.isEmpty {
      for (height, above) in climb.enumerated() { heights[above] = max(heights[above], height) }
    }
    var result: [(node: String, path: NodePlace)] = []
    var seen: [String: Int] = [:]
    for (index, leaf) in switches.enumerated() where !leaf.nodes.isEmpty {
      let place = NodePlace(
        scheme: scheme, names: names(climbs[index], heights), origin: leaf.origin, isWhole: true)
      for node in leaf.nodes {
        guard let other = seen.updateValue(index, forKey: node) else {
          result.append((node, place))
          continue
        }
        guard other == index else {
          throw Self.fault(
            leaf, .switchTree, found: "the node \"\(node)\" below \"\(leaf.name)\"",
            expected: "it below one leaf switch (\(switches[other].origin) has it below \"\(switches[other].name)\")")
        }
      }
    }
    return result
  }

  /// The switches from one to its root, itself included.
  private func climb(from start: Int, _ parents: [Int?]) throws -> [Int] {
    var climb = [start]
    while let above = parents[climb[climb.count - 1]] {
      guard !climb.contains(above) else {
        throw Self.fault(
          switches[above], .switchTree, found: "the switch \"\(switches[above].name)\" below itself",
          expected: "a tree: no switch leads back to itself")
      }
      climb.append(above)
      guard climb.count <= ImportLimits.levels else {
        throw Self.fault(
          switches[start], .switchTree, found: "more than \(ImportLimits.levels) levels of switches",
          expected: "fewer")
      }
    }
    return climb
  }

  private func parents() throws -> [Int?] {
    let folded = folded()
    var parents = [Int?](repeating: nil, count: switches.count)
    for (number, parent) in switches.enumerated() {
      let index = folded[number]
      for child in parent.children {
        guard let below = indices[child] else {
          throw Self.fault(
            parent, .unknownSwitch, found: "the switch \"\(child)\" below \"\(parent.name)\"",
            expected: "a switch that the file describes",
            advice: "a file that was cut off while it was copied looks like this")
        }
        if let other = parents[below], other != index {
          throw Self.fault(
            parent, .switchTree, found: "the switch \"\(child)\" below \"\(parent.name)\"",
            expected: "it below one switch (\(switches[other].origin) has it below \"\(switches[other].name)\"), or "
              + "below several that all lie over the same ones")
        }
        parents[below] = index
      }
    }
    return parents
  }

  private func names(_ climb: [Int], _ heights: [Int]) -> [String] {
    var names: [String] = []
    for index in climb {
      while names.count < heights[index] { names.append(names.last ?? switches[index].name) }
      names.append(switches[index].name)
    }
    return names
  }

  private static func fault(
    _ origin: Switch, _ id: DiagnosticID, found: String, expected: String, advice: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      id: id, file: origin.origin.file, key: origin.name, line: origin.origin.line, found: found, expected: expected,
      advice: advice)
  }
}
