import Formats

/// Merges the facts of several sources on the same nodes, and refuses contradictions.
struct FactMerger {
  let options: ImportOptions

  /// - Throws: `Diagnostic` "conflict" that names both places; "unplaced-node", "missing-gpus" or "missing-gpus".
  func merge(_ sources: [SourceFacts]) throws -> MergedFacts {
    let choice = try AcceleratorChoice(asked: options.accelerator)
    var notes = sources.flatMap(\.notes)
    let anyNode = try sources.compactMap(\.anyNode).reduce(into: NodeFacts?.none) { all, facts in
      all = try all.map { try Self.joined($0, facts) } ?? facts
    }
    var named = try named(sources)
    let hasNames = !named.isEmpty
    try leaveOut(&named)
    if !hasNames, let anyNode { named = try machines(anyNode) }
    guard !hasNames || options.nodeCount == nil else {
      throw Diagnostic(
        id: .conflict, file: "--nodes", problem: "has no effect on files that name \(named.count) nodes",
        advice: "leave it out: it says how many there are of a single machine")
    }
    try checkPlaces(named)
    let nodes = try withGPUs(named, anyNode: hasNames ? anyNode : nil, &notes)
    let unplaced = UnplacedNodes(nodes: nodes)
    notes += unplaced.notes
    let placed = try unplaced.placed()
    var chosen: [String: SourcedValue<String>] = [:]
    var wirings = NodeWirings(flag: options.scaleUp)
    let all = try placed.map { node in
      // Thousands of nodes of one line are told alike.
      let key = node.products.map { "\($0.value) \($0.origin)" }.joined(separator: ", ") + " \(node.memory?.value ?? 0)"
      let accelerator = try chosen[key] ?? choice.accelerator(of: node)
      chosen[key] = accelerator
      return GPUNode(
        name: node.name, origin: node.origin, accelerator: accelerator.value, gpuCount: node.gpuCount?.value ?? 0,
        unavailable: node.unavailable, missingGPUs: node.missingGPUs, domain: node.domains.first,
        subdomain: node.subdomains.first, path: node.paths.max { $0.names.count < $1.names.count },
        network: node.network, memory: try choice.memory(of: node, accelerator.value),
        wiring: try wirings.wiring(of: node, accelerator.value))
    }
    return MergedFacts(
      nodes: all, oversubscription: sources.first { !$0.oversubscription.isEmpty }?.oversubscription ?? [],
      hasNames: hasNames, notes: notes)
  }

  // MARK: - Nodes

  /// The nodes in the natural order of their names.
  private func named(_ sources: [SourceFacts]) throws -> [NodeFacts] {
    var nodes: [NodeFacts] = []
    var indices: [String: Int] = [:]
    for node in sources.flatMap(\.nodes) {
      guard HostPattern.isName(node.name) else {
        throw fault(
          .hostPattern, node.origin, found: "a node called \"\(node.name.prefix(100))\"",
          expected: "a name without spaces, commas and brackets of at most 253 letters")
      }
      if let index = indices[node.name] {
        nodes[index] = try Self.joined(nodes[index], node)
      } else {
        indices[node.name] = nodes.count
        nodes.append(node)
      }
    }
    guard nodes.count <= ImportLimits.nodes else {
      throw fault(
        .tooManyValues, nodes[ImportLimits.nodes].origin, found: "\(nodes.count) nodes",
        expected: "at most \(ImportLimits.nodes)")
    }
    return nodes.sorted { NaturalOrder.precedes($0.name, $1.name) }
  }

  /// Takes out the nodes that the user leaves out, which some source must name.
  private func leaveOut(_ nodes: inout [NodeFacts]) throws {
    guard let text = options.excluded else { return }
    let known = Set(nodes.map(\.name))
    guard let names = HostPattern.names(inList: text, limit: ImportLimits.nodes), names.allSatisfy(known.contains),
      names.count < known.count
    else {
      throw Diagnostic(
        id: .unknownNode, file: "--exclude", found: "\"\(text.prefix(200))\"",
        expected: "some of the nodes of the files, as a list such as \"login[1-2],fm01\"")
    }
    let excluded = Set(names)
    nodes.removeAll { excluded.contains($0.name) }
  }

  /// Nodes for a machine that a source describes without a name.
  private func machines(_ facts: NodeFacts) throws -> [NodeFacts] {
    (0..<(options.nodeCount ?? 1)).map { number in
      var node = NodeFacts("node\(number)", facts.origin)
      (node.gpuCount, node.products, node.memory, node.network, node.links) =
        (facts.gpuCount, facts.products, facts.memory, facts.network, facts.links)
      return node
    }
  }

  /// The nodes that have GPUs, each with the count.
  private func withGPUs(_ nodes: [NodeFacts], anyNode: NodeFacts?, _ notes: inout [String]) throws -> [NodeFacts] {
    let isCounted = nodes.contains { $0.gpuCount != nil }
    var result: [NodeFacts] = []
    var (without, unknown) = ([NodeFacts](), [NodeFacts]())
    for node in nodes {
      var node = node
      if node.gpuCount?.value == 0, anyNode == nil || isCounted {
        without.append(node)
        continue
      }
      if node.gpuCount == nil, isCounted {
        unknown.append(node)
        continue
      }
      if let anyNode { node = try Self.joined(node, anyNode) }
      node.gpuCount = try count(node)
      result.append(node)
    }
    if let first = without.first {
      notes.append("\(Self.nodes(without.count)) without GPUs left out, \(first.name) first (\(first.origin))")
    }
    if let first = unknown.first {
      notes.append(
        "\(Self.nodes(unknown.count)) left out that no file gives GPUs to, \(first.name) first (\(first.origin))")
    }
    guard !result.isEmpty else {
      let place = without.first?.origin ?? unknown.first?.origin ?? Origin(file: "command line")
      throw fault(.missingGPUs, place, found: "no node with GPUs", expected: "at least one")
    }
    return result
  }

  private func count(_ node: NodeFacts) throws -> SourcedValue<Int> {
    let flag = options.gpusPerNode.map { SourcedValue($0, Origin(file: "--gpus-per-node")) }
    if let stated = node.gpuCount, let flag, stated.value != flag.value {
      throw fault(
        .conflict, stated.origin, node.name, found: "\(stated.value) GPUs in a node",
        expected: "what --gpus-per-node says: \(flag.value)")
    }
    if let count = node.gpuCount ?? flag { return count }
    throw fault(
      .missingGPUs, node.origin, node.name, found: "no word of how many GPUs a node has",
      expected: "--gpus-per-node, or a file that says it",
      advice: "slurm.conf, gres.conf, kubectl get nodes -o json and nvidia-smi topo -m do")
  }

  private static func nodes(_ count: Int) -> String { count == 1 ? "1 node" : "\(count) nodes" }

  // MARK: - Joining

  private static func joined(_ first: NodeFacts, _ second: NodeFacts) throws -> NodeFacts {
    var node = first
    if let left = first.gpuCount, let right = second.gpuCount, left.value != right.value {
      throw conflict(node, right.origin, "\(right.value) GPUs", left.origin, "\(left.value)")
    }
    if let left = first.memory, let right = second.memory, abs(left.value / max(1, right.value) - 1) > 0.02 {
      throw conflict(node, right.origin, "\(right.value) MiB in a GPU", left.origin, "\(left.value)")
    }
    if let left = first.network, let right = second.network, abs(left.value / max(1, right.value) - 1) > 0.02 {
      throw conflict(
        node, right.origin, "\(right.value / 1e9) GB/s of network cards", left.origin, "\(left.value / 1e9) GB/s")
    }
    if let left = first.links, let right = second.links { try left.check(right, node: node.name) }
    node.gpuCount = first.gpuCount ?? second.gpuCount
    node.memory = first.memory ?? second.memory
    node.network = first.network ?? second.network
    node.links = first.links.flatMap { $0.isImplied ? nil : $0 } ?? second.links ?? first.links
    node.onDemand = first.onDemand ?? second.onDemand
    node.unavailable = first.unavailable ?? second.unavailable
    node.missingGPUs = first.missingGPUs ?? second.missingGPUs
    node.products += second.products
    node.domains += second.domains
    node.subdomains += second.subdomains
    node.paths += second.paths
    return node
  }

  private static func conflict(
    _ node: NodeFacts, _ place: Origin, _ found: String, _ other: Origin, _ value: String
  ) -> Diagnostic {
    Diagnostic(
      id: .conflict, file: place.file, key: node.name, line: place.line, found: found,
      expected: "what \(other) says: \(value)")
  }

  private func checkPlaces(_ nodes: [NodeFacts]) throws {
    try PlaceComparison.check(nodes, "scale-up domain") { $0.domains.map { place in (place, place.names[0]) } }
    for level in 0..<ImportLimits.levels {
      try PlaceComparison.check(nodes, "switch of level \(level)") { node in
        node.paths.compactMap { $0.names.count > level ? ($0, $0.names[level]) : nil }
      }
    }
  }

  private func fault(
    _ id: DiagnosticID, _ origin: Origin, _ key: String = "", found: String, expected: String, advice: String? = nil
  ) -> Diagnostic {
    Diagnostic(id: id, file: origin.file, key: key, line: origin.line, found: found, expected: expected, advice: advice)
  }
}

/// A node with GPUs, with the merged facts of all sources.
struct GPUNode: Sendable {
  let name: String
  /// The place of its first mention.
  let origin: Origin
  let accelerator: String
  let gpuCount: Int
  /// The reason why it is unavailable.
  let unavailable: SourcedValue<String>?
  /// GPUs of it that are out of use.
  let missingGPUs: SourcedValue<Int>?
  /// Its scale-up domain and its part of the domain; `nil` where no source states it.
  let domain: NodePlace?
  let subdomain: NodePlace?
  /// The switches above it, from the lowest; `nil` where no source states them.
  let path: NodePlace?
  /// The bandwidth of its network cards together, one way, in bytes per second.
  let network: SourcedValue<Double>?
  /// Memory of one of its GPUs, in MiB, where it is not what the catalogue has.
  let memory: SourcedValue<Double>?
  /// How its GPUs are wired, where that differs from what the accelerator usually has.
  let wiring: NodeWiring?

  /// The highest switch above it, where the source has all of them: nodes below another do not reach it.
  var fabric: String? { path.flatMap { $0.isWhole ? $0.names.last : nil } }
}

/// The merged facts of all sources.
struct MergedFacts: Sendable {
  /// The nodes in the natural order of their names.
  var nodes: [GPUNode]
  /// The oversubscription of each level of switches, from the lowest.
  var oversubscription: [SourcedValue<Double>]
  /// Whether the names are those of machines, and not made up for a source that has none.
  var hasNames: Bool
  var notes: [String]
}

/// Checks that two naming schemes divide the nodes into the same groups. Names may differ, groups may not.
private enum PlaceComparison {
  /// - Parameters:
  ///   - what: The kind of the places, for messages.
  ///   - places: The places of a node, each with the name that is compared.
  /// - Throws: `Diagnostic` "conflict" with two nodes and their places.
  static func check(
    _ nodes: [NodeFacts], _ what: String, places: (NodeFacts) -> [(NodePlace, String)]
  ) throws {
    // By the two ways and a name in one of them: the name in the other, and who said so first.
    var seen: [[String]: (name: String, node: String, place: NodePlace)] = [:]
    for node in nodes {
      let all = places(node)
      guard all.count > 1 else { continue }
      for (first, firstName) in all {
        for (second, secondName) in all {
          let isSame = first.scheme == second.scheme
          if isSame, firstName != secondName { throw twice(node, first, firstName, second, secondName, what) }
          guard !isSame else { continue }
          let key = [first.scheme, second.scheme, firstName]
          guard let known = seen[key] else {
            seen[key] = (secondName, node.name, second)
            continue
          }
          guard known.name == secondName else {
            throw Diagnostic(
              id: .conflict, file: second.origin.file, key: node.name, line: second.origin.line,
              found: "the \(what) \"\(secondName)\"",
              expected:
                "\"\(known.name)\", which \(known.place.origin) gives \(known.node): \(first.origin) has both in "
                + "\"\(firstName)\"")
          }
        }
      }
    }
  }

  private static func twice(
    _ node: NodeFacts, _ first: NodePlace, _ firstName: String, _ second: NodePlace, _ secondName: String,
    _ what: String
  ) -> Diagnostic {
    Diagnostic(
      id: .conflict, file: second.origin.file, key: node.name, line: second.origin.line,
      found: "the \(what) \"\(secondName)\"", expected: "what \(first.origin) says: \"\(firstName)\"")
  }
}
