import Formats
import FoundationEssentials
import Quantities

/// Reads a cluster's file.
private enum ClusterReader {
  private static let keys = ["layline", "name", "description", "documents", "pools", "interconnect"]

  /// - Throws: `Diagnostic` for any value that is not as the format asks.
  static func cluster(_ root: InputNode) throws -> Cluster {
    try root.required("layline", expected: "\"cluster/1\"").checkVersion("cluster/1")
    try root.allowOnly(keys)
    let documents = try SourceDocuments(reading: root.optional("documents"))
    let list = try root.required("pools", expected: "a list of pools")
    let pools = try pools(list, documents)
    guard !pools.isEmpty else { throw list.fault(.outOfRange, expected: "at least one pool") }
    try checkNames(pools, list)
    guard pools.contains(where: { $0.availableGPUCount > 0 }) else {
      let gpus = pools.reduce(0) { $0 + $1.gpuCount }
      throw Diagnostic(
        id: .nothingAvailable, file: list.file, key: list.key, line: list.line,
        found: "all of the cluster's GPUs unavailable", expected: "at least one of the \(gpus) to be left")
    }
    let interconnect = try root.optional("interconnect")
    return Cluster(
      name: try root.required("name", expected: "a name").name(), file: root.file,
      description: try root.optional("description")?.text() ?? "", pools: pools,
      interconnect: try interconnect.map { try tier($0, between: pools) },
      sources: try interconnect.map { try sources($0, documents) } ?? [:])
  }

  /// Counted while they are read: each pool may bring a million names of hosts.
  private static func pools(_ list: InputNode, _ documents: SourceDocuments) throws -> [Pool] {
    var (pools, gpus) = ([Pool](), 0)
    for node in try list.items() {
      pools.append(try PoolReader(documents: documents).pool(node))
      gpus += pools.last?.gpuCount ?? 0
      guard gpus <= PoolShape.largestCount else {
        throw Diagnostic(
          id: .outOfRange, file: node.file, key: node.key, line: node.line, found: "\(gpus) GPUs up to this pool",
          expected: "at most \(PoolShape.largestCount) in a cluster")
      }
    }
    return pools
  }

  private static func checkNames(_ pools: [Pool], _ list: InputNode) throws {
    if let repeated = Duplicates.first(of: pools.map(\.name)) {
      throw try list.items()[repeated].required("name").fault(
        .duplicateName, expected: "a name that no other pool has")
    }
    let hosts = pools.flatMap(\.hosts)
    if let repeated = Duplicates.first(of: hosts) {
      throw Diagnostic(
        id: .duplicateName, file: list.file, key: list.key, line: list.line,
        found: "the host \"\(hosts[repeated])\" in two pools", expected: "hosts that belong to one pool each")
    }
  }

  /// The network between pools. A ratio is one to the slowest scale-up of the pools.
  private static func tier(_ node: InputNode, between pools: [Pool]) throws -> ScaleOutTier {
    try node.allowOnly(["sources"] + TierReader.figures)
    guard pools.count > 1 else { throw node.fault(.outOfRange, expected: "two pools or more to connect") }
    let slowest = pools.dropFirst().reduce(pools[0].scaleUp.bandwidth) { min($0, $1.scaleUp.bandwidth) }
    return ScaleOutTier(
      name: "interconnect", gpusPerGroup: pools.reduce(0) { $0 + $1.gpuCount },
      bandwidth: try node.required("bandwidth", expected: "a bandwidth").bandwidth(relativeTo: slowest),
      oversubscription: try node.optional("oversubscription")?.oversubscription() ?? 1,
      latency: try node.required("latency", expected: "a time").quantity(Seconds.self, allowZero: true))
  }

  private static func sources(_ node: InputNode, _ documents: SourceDocuments) throws -> [String: FigureSource] {
    let notes = try SourceNotes(of: node, documents: documents, figures: TierReader.figures)
    return notes.sources(of: TierReader.figures, prefix: "interconnect.")
  }
}

extension Cluster {
  /// Reads a file in the format `cluster/1`.
  /// - Parameter path: YAML, or JSON of the same shape.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public init(contentsOf path: String) throws {
    self = try ClusterReader.cluster(InputDocument.read(contentsOf: path))
  }

  /// Reads the content of a file in the format `cluster/1`.
  /// - Throws: `Diagnostic` with file, line and key for anything that violates the format.
  public init(reading root: InputNode) throws { self = try ClusterReader.cluster(root) }

  /// Reads a text in the format `cluster/1`.
  /// - Parameters:
  ///   - data: The text.
  ///   - file: Names it in messages.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public init(parsing data: Data, file: String) throws {
    self = try ClusterReader.cluster(InputDocument.parse(data, file: file))
  }
}

/// Reads the names of the nodes of a pool: a pattern such as `node[001-032]`, or a list of names and patterns.
private struct HostListReader {
  let shape: PoolShape

  /// - Throws: `Diagnostic` "host-pattern", "host-count" or "duplicate-name".
  func hosts(_ node: InputNode?) throws -> [String] {
    guard let node else { return [] }
    let patterns: [InputNode]
    if case .list(let items) = node.content { patterns = items } else { patterns = [node] }
    var hosts: [String] = []
    for pattern in patterns {
      guard let names = HostPattern.expand(try pattern.text(), limit: shape.nodes) else {
        throw pattern.fault(
          .hostPattern, expected: "a name, or a pattern such as \"node[001-032]\" of at most \(shape.nodes) nodes")
      }
      hosts += names
    }
    guard hosts.count == shape.nodes else {
      throw Diagnostic(
        id: .hostCount, file: node.file, key: node.key, line: node.line, found: "\(hosts.count) hosts",
        expected: "\(shape.nodes), one for each node (racks × nodesPerRack)")
    }
    if let repeated = Duplicates.first(of: hosts) {
      throw Diagnostic(
        id: .duplicateName, file: node.file, key: node.key, line: node.line,
        found: "\"\(hosts[repeated])\" twice", expected: "a name for each node")
    }
    return hosts
  }
}

/// Reads a pool of a cluster's file.
private struct PoolReader {
  private static let keys = [
    "name", "accelerator", "memory", "racks", "nodesPerRack", "gpusPerNode", "devices", "domain", "scaleUp", "tiers",
    "hosts", "unavailable", "price", "sources",
  ]
  private static let shapeFigures = ["racks", "nodesPerRack", "gpusPerNode", "domain"]

  let documents: SourceDocuments

  /// - Throws: `Diagnostic` for any value that is not as the format asks.
  func pool(_ node: InputNode) throws -> Pool {
    try node.allowOnly(Self.keys)
    var accelerator = try accelerator(node.required("accelerator", expected: "an identifier or a mapping"))
    if let memory = try node.optional("memory")?.quantity(Bytes.self) { accelerator.memory = memory }
    let shape = try PoolShape(reading: node)
    let domain = try shape.domain(node.required("domain", expected: "node, rack, pool or a number of GPUs"))
    let link = try node.optional("scaleUp").map { try scaleUp($0, of: accelerator) } ?? accelerator.scaleUp
    try check(domain, of: accelerator, over: link, node)
    let figures = try figures(of: node)
    let notes = try SourceNotes(of: node, documents: documents, figures: figures + ["tiers"])
    let tierReader = TierReader(documents: documents, shape: shape, gpusPerDomain: domain, scaleUp: link)
    let (tiers, tierSources) = try tierReader.tiers(of: node, fallback: notes)
    let hosts = try HostListReader(shape: shape).hosts(node.optional("hosts"))
    var pool = Pool(
      name: try node.required("name", expected: "a name").name(), accelerator: accelerator, racks: shape.racks,
      nodesPerRack: shape.nodesPerRack, gpusPerNode: shape.gpusPerNode, gpusPerDomain: domain, scaleUp: link,
      tiers: tiers, hosts: hosts,
      unavailable: try UnavailableReader(shape: shape, hosts: hosts).gpus(node.optional("unavailable")),
      price: try node.optional("price")?.quantity(GPUPrice.self) ?? accelerator.price,
      sources: notes.sources(of: figures).merging(tierSources) { $1 })
    pool.devices = try node.optional("devices").map { try devices($0, count: shape.gpusPerNode) } ?? []
    return pool
  }

  /// A bridge joins few cards: a domain of more would have links that nobody can plug in.
  private func check(_ domain: Int, of accelerator: Accelerator, over link: ScaleUpLink, _ pool: InputNode) throws {
    guard let most = link.mostGPUs, domain > most else { return }
    let node = try pool.required("domain")
    let bus = accelerator.hostLink.map { ", such as {link: \"\($0.name)\", bandwidth: \($0.bandwidth)}" } ?? ""
    throw Diagnostic(
      id: .outOfRange, file: node.file, key: node.key, line: node.line, found: "\(domain) GPUs",
      expected: "at most \(most), as a bridge (\(link.name)) joins that many \(accelerator.id)",
      advice: "write domain: \(most) and the bus between the pairs as a tier that spans node; or, for cards without a "
        + "bridge, scaleUp with its link\(bus)")
  }

  /// The driver's numbers of the GPUs of a node, each once.
  private func devices(_ node: InputNode, count: Int) throws -> [Int] {
    let numbers = try node.items().map { try $0.integer(atLeast: 0, atMost: count - 1) }
    guard Set(numbers).count == count, numbers.count == count else {
      throw node.fault(.outOfRange, expected: "each of the numbers 0 to \(count - 1) once, as a node has \(count) GPUs")
    }
    return numbers == Array(0..<count) ? [] : numbers
  }

  private func accelerator(_ node: InputNode) throws -> Accelerator {
    if case .mapping = node.content { return try AcceleratorReader(documents: documents).accelerator(node) }
    return try AcceleratorCatalogue.accelerator(named: node)
  }

  /// The figures that the file itself gives; the accelerator brings the sources of the others.
  private func figures(of node: InputNode) throws -> [String] {
    let overrides = try node.optional("scaleUp")?.entries().map { "scaleUp.\($0.key)" } ?? []
    let written = try ["memory", "price"].filter { try node.optional($0) != nil }
    return Self.shapeFigures + overrides + written
  }

  private func scaleUp(_ node: InputNode, of accelerator: Accelerator) throws -> ScaleUpLink {
    try node.allowOnly(["link", "wiring", "bandwidth", "bandwidthPerPeer", "latency"])
    let own = accelerator.scaleUp
    if let name = try node.optional("link") { return try other(node, named: name.name(), than: own) }
    if let wiring = try node.optional("wiring") {
      throw wiring.fault(
        .unknownKey, expected: "link beside it", advice: "the accelerator's own link is \(own.wiring.rawValue)")
    }
    let bandwidth = try node.optional("bandwidth")?.bandwidth(relativeTo: own.bandwidth) ?? own.bandwidth
    let perPeer = try node.optional("bandwidthPerPeer")
    let link = ScaleUpLink(
      name: own.name, bandwidth: bandwidth,
      bandwidthPerPeer: try perPeer?.bandwidth(relativeTo: bandwidth)
        ?? bandwidth / own.bandwidth * own.bandwidthPerPeer,
      wiring: own.wiring,
      latency: try node.optional("latency")?.quantity(Seconds.self, allowZero: true) ?? own.latency)
    if let perPeer { try link.check(perPeer) }
    return link
  }

  /// A link that takes the place of the accelerator's own: behind switches, unless the file says how it is wired.
  private func other(_ node: InputNode, named name: String, than own: ScaleUpLink) throws -> ScaleUpLink {
    let bandwidth = try node.required("bandwidth", expected: "that of the link").bandwidth(relativeTo: own.bandwidth)
    let wiring = try node.optional("wiring")?.choice(ScaleUpLink.Wiring.self) ?? .switched
    let perPeer = try wiring == .switched ? node.optional("bandwidthPerPeer") : node.required("bandwidthPerPeer")
    let link = ScaleUpLink(
      name: name, bandwidth: bandwidth, bandwidthPerPeer: try perPeer?.bandwidth(relativeTo: bandwidth) ?? bandwidth,
      wiring: wiring,
      latency: try node.optional("latency")?.quantity(Seconds.self, allowZero: true) ?? own.latency)
    if let perPeer { try link.check(perPeer) }
    return link
  }
}

/// Reads unavailable places: "rack 3", "node 17", "gpu 5", "rack 3, node 2, gpu 1", "node017" or "node017, gpu 2".
///
/// Numbers count from 0. A node is counted in the rack if one is given, a GPU in the node if one is given; otherwise in
/// the pool.
private struct UnavailableReader {
  private let shape: PoolShape
  /// Index of each host: a file may name 100,000 of them, and as many that are out.
  private let hosts: [String: Int]

  init(shape: PoolShape, hosts: [String]) {
    self.shape = shape
    self.hosts = Dictionary(zip(hosts, hosts.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The numbers of the GPUs, ascending, each once.
  /// - Throws: `Diagnostic` "unknown-place" or "out-of-range".
  func gpus(_ node: InputNode?) throws -> [Int] {
    guard let node else { return [] }
    var gpus: Set<Int> = []
    var seen: Set<Range<Int>> = []
    for place in try node.items() {
      let range = try range(place)
      if seen.insert(range).inserted { gpus.formUnion(range) }
    }
    return gpus.sorted()
  }

  private func range(_ node: InputNode) throws -> Range<Int> {
    var range = 0..<shape.gpus
    for step in try node.text().split(separator: ",", omittingEmptySubsequences: false) {
      range = try narrow(range, to: step.split(separator: " ").map(String.init), node)
    }
    return range
  }

  /// The part of `range` that a step such as "node 17" leaves.
  private func narrow(_ range: Range<Int>, to words: [String], _ node: InputNode) throws -> Range<Int> {
    if words.count == 1, let host = hosts[words[0]], range.count == shape.gpus {
      return host * shape.gpusPerNode..<(host + 1) * shape.gpusPerNode
    }
    let sizes = ["rack": shape.gpusPerRack, "node": shape.gpusPerNode, "gpu": 1]
    guard words.count == 2, let size = sizes[words[0]], size < range.count || range.count == shape.gpus,
      let number = Int(words[1])
    else {
      throw node.fault(
        .unknownPlace,
        expected: "the name of a host, or a place such as \"rack 3\", \"node 17\" or \"rack 3, node 2, gpu 1\"")
    }
    let count = range.count / size
    guard (0..<count).contains(number) else {
      throw node.fault(.outOfRange, expected: "\(words[0]) 0 to \(count - 1)")
    }
    let start = range.lowerBound + number * size
    return start..<start + size
  }
}
