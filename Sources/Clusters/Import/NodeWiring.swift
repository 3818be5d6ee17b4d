import Formats
import Quantities

/// The groups of GPUs in a machine that have links to each other, all of one size.
struct NodeWiring: Sendable, Hashable {
  /// The link inside of a group, where it is not the accelerator's own as the catalogue has it.
  struct Link: Sendable, Hashable {
    let link: ScaleUpLink
    /// The place and what it says.
    let source: FigureSource
  }

  /// The driver's numbers of the GPUs of each group; together with `cutOff` every GPU of the machine once.
  let groups: [[Int]]
  /// GPUs without links where all others have them.
  let cutOff: [Int]
  let link: Link?
  /// Whether groups are parts of a machine, or joined by its bus alone: then none reaches beyond it.
  let staysInNode: Bool
  /// What a reader should know, each a sentence without a full stop.
  let notes: [String]
  /// Bandwidth of the bus of each GPU, one way, where a source states it.
  var busRate: Bandwidth?

  /// The driver's numbers in the order of places: groups in turn, GPUs that are cut off at their own numbers.
  var order: [Int] { cutOff.isEmpty ? groups.flatMap(\.self) : Array(0..<groups[0].count + cutOff.count) }
}

/// Decides how the GPUs of a machine are wired: by what a source says of their links, else by what the catalogue does.
struct NodeWiringRule {
  /// GPUs of a machine whose links are searched for groups; the search grows fast.
  private static let mostSearched = 32

  let accelerator: Accelerator
  let gpus: Int
  /// The user's bandwidth between any two GPUs of a node; it takes the place of all that sources say.
  let flag: Bandwidth?

  private var own: ScaleUpLink { accelerator.scaleUp }
  private var all: [Int] { Array(0..<gpus) }

  /// - Parameter links: As a source states them; `nil` where none does.
  /// - Returns: `nil` where nothing differs from what the accelerator usually has.
  /// - Throws: `Diagnostic` "conflict" for links that the accelerator cannot have, or that form no regular groups.
  func wiring(_ links: NodeLinks?) throws -> NodeWiring? {
    if let flag { return given(flag) }
    guard gpus > 1 else { return nil }
    guard let links else { return try assumed() }
    guard links.gpus == gpus else {
      throw fault(links, found: "links of \(links.gpus) GPUs", expected: "those of the \(gpus) GPUs of a node")
    }
    guard !links.isEmpty else {
      guard own.links != nil else { return nil }
      return links.isImplied && own.mostGPUs == nil ? silent(links) : try overBus(links)
    }
    guard let most = own.links, let perLink = own.bandwidthPerLink else {
      throw fault(
        links, found: "GPUs joined by \(links.kind)",
        expected: "none, as the catalogue has \(accelerator.id) on \(own.name) alone",
        advice: "--scale-up says the bandwidth of each GPU to the others of its node")
    }
    let largest = links.counts.flatMap(\.self).max() ?? 0
    guard largest <= most else {
      throw fault(
        links, found: "\(largest) links between two GPUs", expected: "at most the \(most) that \(accelerator.id) has",
        advice: "another accelerator than these GPUs are may have been given; --scale-up overrules the file")
    }
    return try linked(links, most: most, perLink: perLink)
  }

  // MARK: - Without links

  private func silent(_ links: NodeLinks) -> NodeWiring {
    NodeWiring(
      groups: [all], cutOff: [], link: nil, staysInNode: false,
      notes: [
        "\(links.origin) has no word of \(links.kind): \(own.name) is taken for each two, as \(accelerator.id) has it; "
          + "--scale-up overrules that"
      ])
  }

  private func given(_ bandwidth: Bandwidth) -> NodeWiring {
    let link = ScaleUpLink(
      name: accelerator.hostLink.map { $0.bandwidth >= bandwidth ? $0.name : own.name } ?? own.name,
      bandwidth: bandwidth, bandwidthPerPeer: bandwidth, wiring: .switched, latency: own.latency)
    return NodeWiring(
      groups: [all], cutOff: [], link: .init(link: link, source: FigureSource("--scale-up of layline import")),
      staysInNode: own.mostGPUs != nil, notes: [])
  }

  /// Cards of bridges are taken to have them, neighbour by neighbour; an odd number of cards has the bus alone.
  private func assumed() throws -> NodeWiring? {
    guard let most = own.mostGPUs, gpus > most else { return nil }
    let size = (1...most).last { gpus % $0 == 0 } ?? 1
    let say = "nvidia-smi topo -m of a node says, and --scale-up overrules it"
    guard size > 1 else {
      return try overBus(nil, note: "\(gpus) \(accelerator.id) in a node are taken to have no bridges: \(say)")
    }
    return NodeWiring(
      groups: parts(of: size), cutOff: [], link: nil, staysInNode: true,
      notes: [
        "no source says which \(accelerator.id) a bridge joins: each \(size) neighbours are taken to have one; \(say)"
      ])
  }

  private func parts(of size: Int) -> [[Int]] {
    stride(from: 0, to: gpus, by: size).map { Array($0..<$0 + size) }
  }

  private func overBus(_ links: NodeLinks?, note: String? = nil) throws -> NodeWiring {
    guard let bus = accelerator.hostLink else {
      throw Diagnostic(
        id: .missingFigure, file: links?.origin.file ?? "--scale-up", line: links?.origin.line,
        found: "GPUs without links between them, and no word of how fast their bus is",
        expected: "--scale-up such as \"63 GB/s\"")
    }
    let rate = links?.busRate?.value ?? bus.bandwidth
    let link = ScaleUpLink(
      name: bus.name, bandwidth: rate, bandwidthPerPeer: rate, wiring: .switched, latency: bus.latency)
    let what = links.map { "\($0.origin): GPUs are joined by \($0.bus), not \($0.kind); " } ?? ""
    return NodeWiring(
      groups: [all], cutOff: [],
      link: .init(
        link: link,
        source: FigureSource(
          what
            + (links?.busRate.map { "\($0.origin) has the bus at \($0.value)" }
              ?? "\(bus.name) is what \(accelerator.id) has"),
          isVerified: links != nil)),
      staysInNode: true,
      notes: [
        note
          ?? links.map {
            "\($0.origin) has GPUs joined by \($0.bus), not \($0.kind): \(bus.name) at \(rate) is taken for each two"
          } ?? ""
      ])
  }

  // MARK: - With links

  private func linked(_ links: NodeLinks, most: Int, perLink: Bandwidth) throws -> NodeWiring? {
    let sums = links.counts.map { $0.reduce(0, +) }
    // More than a GPU has: each cell counts the same links, which lead to switches.
    let isSwitched = sums.contains { $0 > most }
    let (groups, cutOff) = try groups(links)
    let inside = groups.flatMap { group in
      group.map { gpu in group.filter { $0 != gpu }.map { links.counts[gpu][$0] } }
    }
    let least = inside.flatMap(\.self).min() ?? 0
    let total = inside.map { $0.reduce(0, +) }.min() ?? 0
    let size = groups[0].count
    let isMesh = !isSwitched && size > 2
    let link = ScaleUpLink(
      name: own.name, bandwidth: Double(isMesh ? total : least) * perLink, bandwidthPerPeer: Double(least) * perLink,
      wiring: isMesh ? .mesh : .switched, latency: own.latency)
    let isOwn =
      abs(link.bandwidth(among: size) / own.bandwidth(among: size) - 1) < 0.001
      && (size == 2 || link.wiring == own.wiring)
    let word = "\(links.kind == "NVLink" ? "NV" : links.kind + " ")\(least)"
    var notes: [String] = []
    if !isOwn {
      notes.append(
        "\(links.origin) has GPUs joined by \(word): \(link.bandwidth) one way, where \(accelerator.id) has "
          + "\(own.bandwidth) by \(most) links")
    }
    if !cutOff.isEmpty {
      notes.append(
        "\(links.origin) has \(Self.names(cutOff)) joined to others by \(links.bus), not \(links.kind): out of use; the "
          + "\(groups[0].count) others are the scale-up domain")
    }
    if groups.count > 1 {
      let between = links.counts.indices.contains { gpu in
        links.counts.indices.contains { other in
          links.counts[gpu][other] > 0 && !groups.contains { $0.contains(gpu) && $0.contains(other) }
        }
      }
      notes.append(
        "\(links.origin) has \(links.kind) among \(groups.map(Self.names).joined(separator: ", ")): each is a scale-up "
          + "domain, and they meet over the bus of the node"
          + (between ? "; links between domains are not counted" : ""))
    }
    guard !isOwn || groups.count > 1 || !cutOff.isEmpty else { return nil }
    return NodeWiring(
      groups: groups, cutOff: cutOff,
      link: isOwn
        ? nil
        : .init(
          link: link,
          source: FigureSource(
            "\(links.origin): \(word), \(isSwitched ? "to switches" : "to each GPU"), of \(perLink) a link")),
      staysInNode: groups.count > 1, notes: notes, busRate: links.busRate?.value)
  }

  /// Groups of one size that are joined each to each, the largest there are; or one, and the GPUs that it leaves.
  private func groups(_ links: NodeLinks) throws -> (groups: [[Int]], cutOff: [Int]) {
    func areJoined(_ group: [Int]) -> Bool {
      group.allSatisfy { gpu in group.allSatisfy { $0 == gpu || links.counts[gpu][$0] > 0 } }
    }
    if areJoined(all) { return ([all], []) }
    if gpus <= Self.mostSearched {
      for size in (2...max(2, gpus / 2)).reversed() where gpus % size == 0 {
        var search = GroupSearch(links: links.counts, size: size)
        if let groups = search.groups() { return (groups, []) }
      }
    }
    // Most of the GPUs are one group: the others are what went wrong.
    for gpu in all {
      let group = all.filter { $0 == gpu || links.counts[gpu][$0] > 0 }
      guard 2 * group.count > gpus, areJoined(group) else { continue }
      return ([group], all.filter { !group.contains($0) })
    }
    let alone = all.filter { gpu in links.counts[gpu].allSatisfy { $0 == 0 } }
    throw fault(
      links,
      found: alone.isEmpty
        ? "\(links.kind) among GPUs that form no groups of one size"
        : "\(Self.names(alone)) joined to others by \(links.bus), where others have \(links.kind)",
      expected: "groups of as many GPUs each, all of a group with \(links.kind) to each other",
      advice: "--scale-up \"\(accelerator.hostLink?.bandwidth.description ?? "63 GB/s")\" takes the bus for each two")
  }

  /// "GPU 2", "GPUs 0, 2".
  private static func names(_ gpus: [Int]) -> String {
    "\(gpus.count == 1 ? "GPU" : "GPUs") \(gpus.map(String.init).joined(separator: ", "))"
  }

  private func fault(_ links: NodeLinks, found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(
      id: .conflict, file: links.origin.file, line: links.origin.line, found: found, expected: expected, advice: advice)
  }
}

/// Looks for groups of one size, all of whose members have links to each other, so that each GPU is in one.
private struct GroupSearch {
  let links: [[Int]]
  let size: Int
  /// Steps that are left: a wiring that takes more is none that anybody builds.
  private var steps = 20_000

  init(links: [[Int]], size: Int) {
    self.links = links
    self.size = size
  }

  /// - Returns: `nil` where there are none.
  mutating func groups() -> [[Int]]? { complete(Array(links.indices), [], []) }

  /// - Parameters:
  ///   - free: GPUs that no group has yet, ascending.
  ///   - group: The group that is being filled.
  ///   - done: The groups that are full.
  private mutating func complete(_ free: [Int], _ group: [Int], _ done: [[Int]]) -> [[Int]]? {
    steps -= 1
    guard steps > 0 else { return nil }
    if group.count == size { return complete(free, [], done + [group]) }
    if free.isEmpty { return group.isEmpty ? done : nil }
    // A new group begins with the lowest GPU that is left, which must be in one.
    let candidates = group.isEmpty ? [free[0]] : free.filter { $0 > (group.last ?? -1) }
    for gpu in candidates where group.allSatisfy({ links[$0][gpu] > 0 }) {
      if let found = complete(free.filter { $0 != gpu }, group + [gpu], done) { return found }
    }
    return nil
  }
}

/// The wiring of many nodes, most of which are alike.
struct NodeWirings {
  /// The user's bandwidth between any two GPUs of a node.
  let flag: Bandwidth?
  private var known: [String: NodeWiring?] = [:]

  init(flag: Bandwidth?) { self.flag = flag }

  /// - Throws: `Diagnostic` for links that the accelerator cannot have.
  mutating func wiring(of node: NodeFacts, _ accelerator: String) throws -> NodeWiring? {
    guard let accelerator = try AcceleratorCatalogue.accelerator(id: accelerator) else { return nil }
    let count = node.gpuCount?.value ?? 0
    let key = "\(accelerator.id) \(count) \(node.links.map { "\($0.origin) \($0.counts)" } ?? "")"
    if let wiring = known[key] { return wiring }
    let wiring = try NodeWiringRule(accelerator: accelerator, gpus: count, flag: flag).wiring(node.links)
    known[key] = .some(wiring)
    return wiring
  }
}
