import Formats
import Quantities

/// A cluster in a few words: "8x8 H200-SXM", "4 nodes of 8 H200" or "2 racks GB200-NVL72". A "?" for the count asks how many
/// are needed.
///
/// What the words leave out is taken from the shipped clusters, and marked as assumed.
public struct QuickCluster: Sendable, Hashable {
  /// Nodes or racks; `nil` for "?".
  public let count: Int?
  /// Whether a scale-up domain is a rack of several nodes.
  public let isOfRacks: Bool
  /// GPUs of a node, or of a rack.
  public let gpusPerUnit: Int
  /// As the catalogue calls it.
  public let accelerator: String

  /// - Returns: `nil` for a text that does not begin with a count and "x", "nodes" or "racks".
  /// - Throws: `Diagnostic` for an accelerator that is not known, or numbers that such a cluster cannot have.
  public init?(parsing written: String) throws {
    guard let words = QuickClusterWords(written) else { return nil }
    accelerator = try words.knownAccelerator()
    let usual = try Self.usual(accelerator, written: written)
    isOfRacks = usual.spansNodes
    let unit = isOfRacks ? "rack" : "node"
    if let named = words.unit, named != unit {
      throw Diagnostic(
        id: .domainNotNested, file: written, found: "\(named)s of \(accelerator)",
        expected: "\(unit)s, which are its scale-up domains in \(usual.cluster)")
    }
    let most = isOfRacks ? usual.gpusPerDomain : usual.gpusPerNode
    guard let size = words.size.map({ Int($0) }) ?? (words.unit == nil ? nil : most), (1...most).contains(size),
      !isOfRacks || size % usual.gpusPerNode == 0 && size > usual.gpusPerNode
    else {
      let range = isOfRacks ? "\(2 * usual.gpusPerNode) to \(most), by \(usual.gpusPerNode)" : "1 to \(most)"
      throw Diagnostic(
        id: .outOfRange, file: written, found: words.size.map { "\($0) GPUs in a \(unit)" } ?? "no GPUs of a \(unit)",
        expected: "\(range), as in \"4x\(most) \(accelerator)\"")
    }
    gpusPerUnit = size
    let largest = PoolShape.largestCount / size
    guard words.count != "?" else {
      count = nil
      return
    }
    guard let count = Int(words.count), (1...largest).contains(count) else {
      throw Diagnostic(
        id: .outOfRange, file: written, found: "\(words.count) \(unit)s",
        expected: "1 to \(Numerals.grouped(largest)), or ? for layline plan to find out how many")
    }
    self.count = count
  }

  private init(count: Int, like other: QuickCluster) {
    self.count = count
    (isOfRacks, gpusPerUnit, accelerator) = (other.isOfRacks, other.gpusPerUnit, other.accelerator)
  }

  /// The same kind of nodes or racks, so many of them.
  public func counting(_ count: Int) -> QuickCluster { QuickCluster(count: count, like: self) }

  /// The words in their usual form, which are read as the same cluster: "8x8 H200-SXM".
  public var name: String { "\(count.map(String.init) ?? "?")x\(gpusPerUnit) \(accelerator)" }

  /// "1 node of 8 H200-SXM", "2 racks of 72 GB200-NVL72".
  public func words(_ count: Int) -> String {
    "\(Numerals.grouped(count)) \(isOfRacks ? "rack" : "node")\(count == 1 ? "" : "s") of \(gpusPerUnit) \(accelerator)"
  }

  /// The node of the accelerator, or else one of its vendor whose network it may have.
  private static func usual(_ accelerator: String, written: String) throws -> UsualNode {
    if let own = try UsualNode.of(accelerator) { return own }
    let vendor = try AcceleratorCatalogue.accelerator(named: accelerator).vendor
    // A node alone needs no network, which is all that is taken from others.
    return try UsualNode.ofVendor(vendor) ?? .alone
  }

  /// - Throws: `Diagnostic` "missing-figure" where a network is needed that nobody knows.
  private func checkNetwork(_ usual: UsualNode) throws {
    guard usual.tiers.isEmpty, count != 1 else { return }
    let vendor = try AcceleratorCatalogue.accelerator(named: accelerator).vendor
    throw Diagnostic(
      id: .missingFigure, file: name, found: "no word of the network between nodes of \(accelerator)",
      expected: "a cluster file that has it, or one node, as in \"1x\(gpusPerUnit) \(accelerator)\"",
      advice: "no cluster that ships with layline is of \(vendor); layline cluster show hgx-h200 --yaml prints one to "
        + "start from")
  }
}

// MARK: - The file

extension QuickCluster {
  /// Nodes that one leaf joins: switches with 64 ports have half of them down.
  private static let nodesPerLeaf = 32

  /// A cluster file.
  /// - Throws: `Diagnostic` for a count that is not known.
  func text() throws -> String {
    guard let count else {
      throw Diagnostic(
        id: .unsupportedValue, file: name, found: "? for the number of \(isOfRacks ? "racks" : "nodes")",
        expected: "a number, as in \"\(counting(isOfRacks ? 2 : 8).name)\"",
        advice: "layline plan with a demand finds out how many are needed")
    }
    let usual = try Self.usual(accelerator, written: name)
    try checkNetwork(usual)
    let wiring = try NodeWiringRule(
      accelerator: AcceleratorCatalogue.accelerator(named: accelerator), gpus: gpusPerUnit, flag: nil
    ).wiring(nil)
    let nodesPerRack = isOfRacks ? gpusPerUnit / usual.gpusPerNode : 1
    var lines = [
      "# yaml-language-server: $schema=cluster.schema.json",
      "# Made of the words \"\(name)\"."
        + (usual.tiers.isEmpty ? "" : " What they leave out is taken from \(usual.cluster), which ships with layline."),
      "layline: cluster/1", "name: \(ClusterYAML.quoted(name))",
      "description: "
        + ClusterYAML.quoted(
          usual.tiers.isEmpty
            ? "\(words(count))." : "\(words(count)); what these words leave out is as in \(usual.cluster)."),
      "",
      "pools:", "  - name: \(accelerator.lowercased())", "    accelerator: \(accelerator)", "    racks: \(count)",
      "    nodesPerRack: \(nodesPerRack)",
      "    gpusPerNode: \(isOfRacks ? usual.gpusPerNode : gpusPerUnit)",
    ]
    lines +=
      wiring.map { PoolText.wired($0, gpusPerNode: gpusPerUnit) } ?? ["    domain: \(isOfRacks ? "rack" : "node")"]
    let price = usual.price.flatMap { $0.accelerator == accelerator ? $0 : nil }
    if let price { lines.append("    price: \(ScaleOutFigures.text(price.value.value * 3600)) USD/GPU/h") }
    let bus = try wiring.flatMap { $0.groups.count > 1 ? try NodeBus(accelerator: accelerator).tier() : nil }
    if let bus { lines += ["    tiers:"] + PoolText.tier(bus, spans: "node") }
    // Nothing lies above the bus of a node that is alone.
    if !usual.tiers.isEmpty, bus == nil || count > 1 { lines += try tier(usual, count: count, isFirst: bus == nil) }
    lines += ["    sources:", "      default: \(ClusterYAML.quoted("given: \(name)"))"]
    if !isOfRacks {
      let racks = ClusterYAML.source(
        FigureSource("assumed: no racks were given, a node stands for one", isVerified: false))
      lines += ["      racks: \(racks)", "      nodesPerRack: \(racks)"]
    }
    if let source = wiring?.link?.source { lines.append("      scaleUp: \(ClusterYAML.source(source))") }
    if let price { lines.append("      price: \(ClusterYAML.source(price.source))") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The network between domains: the leaf of the shipped cluster for as many nodes as it joins, else what is above it.
  private func tier(_ usual: UsualNode, count: Int, isFirst: Bool) throws -> [String] {
    let index = isOfRacks ? usual.tiers.count - 1 : count <= Self.nodesPerLeaf ? 0 : 1
    let name = isOfRacks || index == 1 ? "spine" : "leaf"
    let figures = ScaleOutFigures(
      options: ImportOptions(name: self.name), accelerator: accelerator, usual: usual, cards: nil, oversubscription: [])
    let tier = try figures.tier(name, nodes: nil, level: nil, index: index)
    return (isFirst ? ["    tiers:"] : []) + [
      "      - name: \(name)", "        spans: pool",
      "        bandwidth: \(ClusterYAML.bandwidth(tier.bandwidth.value))  # for each GPU, one way",
      "        oversubscription: 1", "        latency: \(ClusterYAML.latency(tier.latency.value))", "        sources:",
      "          bandwidth: \(ClusterYAML.source(tier.bandwidth.source))",
      "          oversubscription: \(ClusterYAML.source(tier.oversubscription.source))",
      "          latency: \(ClusterYAML.source(tier.latency.source))",
    ]
  }
}

/// The words of a quick cluster, before it is known whether there can be one.
private struct QuickClusterWords {
  let written: String
  /// Digits, or "?".
  let count: Substring
  /// "node" or "rack"; `nil` where "x" stands there.
  private(set) var unit: String?
  /// Digits; `nil` where a number of GPUs is left out.
  private(set) var size: Substring?
  private let accelerator: Substring

  init?(_ written: String) {
    self.written = written
    let text = written.trimmed[...]
    count = text.hasPrefix("?") ? text.prefix(1) : text.prefix(while: \.isDigit)
    guard !count.isEmpty else { return nil }
    var rest = text.dropFirst(count.count).trimmed
    let word = rest.prefix(while: \.isLetter).lowercased()
    if ["node", "nodes", "rack", "racks"].contains(word) {
      unit = word.hasSuffix("s") ? String(word.dropLast()) : word
      rest = rest.dropFirst(word.count).trimmed
      if rest.lowercased().hasPrefix("of ") { rest = rest.dropFirst(3).trimmed }
    } else {
      guard let sign = rest.first, Self.isTimes(sign) else { return nil }
      rest = rest.dropFirst().trimmed
    }
    let digits = rest.prefix(while: \.isDigit)
    if !digits.isEmpty {
      size = digits
      rest = rest.dropFirst(digits.count).trimmed
      if let sign = rest.first, Self.isTimes(sign) { rest = rest.dropFirst().trimmed }
    }
    accelerator = rest
  }

  private static func isTimes(_ character: Character) -> Bool { "xX×*".contains(character) }

  /// The accelerator of that name; of those whose names begin with it, the only one, or the only one in a shipped cluster.
  /// - Throws: `Diagnostic` "unknown-accelerator" or "ambiguous-accelerator".
  func knownAccelerator() throws -> String {
    let (all, wanted) = (try AcceleratorCatalogue.accelerators().map(\.id), accelerator.lowercased())
    if let exact = all.first(where: { $0.lowercased() == wanted }) { return exact }
    let longer = wanted.isEmpty ? [] : all.filter { $0.lowercased().hasPrefix("\(wanted)-") }
    let shipped = try longer.filter { try UsualNode.of($0) != nil }
    if longer.count == 1 { return longer[0] }
    if shipped.count == 1 { return shipped[0] }
    guard longer.isEmpty else {
      throw Diagnostic(
        id: .ambiguousAccelerator, file: written, found: "\"\(accelerator)\"",
        expected: "one of \(longer.joined(separator: ", "))")
    }
    throw Diagnostic(
      id: .unknownAccelerator, file: written,
      found: accelerator.isEmpty ? "no accelerator" : "\"\(accelerator)\", which is no accelerator",
      expected: "one of layline accelerator list, as in \"8x8 H200-SXM\"",
      advice: NearestNames.advice(String(accelerator), among: all))
  }
}

extension Character {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

extension StringProtocol {
  /// Without spaces around it.
  fileprivate var trimmed: Substring {
    var text = self[...].drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return Substring(text)
  }
}
