import Formats
import Quantities

/// Decides which accelerator a node has from all that is said of it.
struct AcceleratorChoice {
  private let names: AcceleratorNames
  private let memories: [String: Double]
  /// The identifier that the user gave; `nil` for none.
  private let asked: String?

  /// - Throws: `Diagnostic` "unknown-accelerator" for an identifier that the catalogue does not have.
  init(asked: String?) throws {
    names = try AcceleratorNames()
    memories = Dictionary(
      try AcceleratorCatalogue.accelerators().map { ($0.id, $0.memory.value / 0x1p20) },
      uniquingKeysWith: { first, _ in first })
    self.asked = try asked.map { [names] written in
      let found = names.known.filter { $0.lowercased() == written.lowercased() }
      guard let id = found.first else {
        throw Diagnostic(
          id: .unknownAccelerator, file: "--accelerator", found: "\"\(written.prefix(60))\"",
          expected: "one of \(names.known.joined(separator: ", "))",
          advice: NearestNames.advice(written, among: names.known))
      }
      return id
    }
  }

  /// - Parameter node: The facts of all sources on its GPUs.
  /// - Throws: `Diagnostic` "unknown-accelerator", "ambiguous-accelerator", or "conflict" where sources differ.
  func accelerator(of node: NodeFacts) throws -> SourcedValue<String> {
    var left = asked.map { [$0] } ?? names.known
    var because = asked.map { _ in SourcedValue("--accelerator", Origin(file: "--accelerator")) }
    for product in node.products {
      let candidates = names.candidates(product.value)
      if candidates.isEmpty, asked != nil { continue }
      guard !candidates.isEmpty else { throw unknown(product) }
      let both = left.filter(candidates.contains)
      guard !both.isEmpty else { throw conflict(product, candidates, because, left) }
      if both.count < left.count { because = product }
      left = both
    }
    if left.count > 1, let memory = node.memory {
      // A driver reports a little less than a label says.
      left = left.filter { abs((memories[$0] ?? 0) / memory.value - 1) < 0.08 }
      guard !left.isEmpty else {
        throw fault(
          .unknownAccelerator, memory.origin, "GPUs of \(Int(memory.value)) MiB", "memory of a GPU of the catalogue")
      }
    }
    guard left.count == 1 else { throw ambiguous(node, left) }
    return SourcedValue(left[0], because?.origin ?? node.origin)
  }

  private func unknown(_ product: SourcedValue<String>) -> Diagnostic {
    let nearest = names.nearest(to: product.value).joined(separator: ", ")
    return fault(
      .unknownAccelerator, product.origin, "GPUs called \"\(names.title(of: product.value))\"",
      "an accelerator of the catalogue; the nearest are \(nearest)",
      advice: "--accelerator takes one of them instead")
  }

  private func conflict(
    _ product: SourcedValue<String>, _ candidates: [String], _ because: SourcedValue<String>?, _ left: [String]
  ) -> Diagnostic {
    let place = because.map { $0.origin.file == "--accelerator" ? "--accelerator" : "\($0.origin)" } ?? ""
    return fault(
      .conflict, product.origin,
      "GPUs called \"\(product.value.prefix(80))\" (\(candidates.joined(separator: " or ")))",
      "what \(place) says: \(left.joined(separator: " or "))")
  }

  private func ambiguous(_ node: NodeFacts, _ left: [String]) -> Diagnostic {
    let product = node.products.first
    let place = product?.origin ?? node.gpuCount?.origin ?? node.origin
    guard let product else {
      return fault(
        .ambiguousAccelerator, place, "GPUs without a name", "--accelerator, or a file that names them",
        advice: "nvidia-smi --query-gpu=name,memory.total --format=csv of a node does")
    }
    return fault(
      .ambiguousAccelerator, place, "GPUs called \"\(product.value.prefix(80))\"",
      "a name that means one accelerator; this may be \(left.joined(separator: ", "))",
      advice: "--accelerator says which; nvidia-smi --query-gpu=name --format=csv of a node tells too")
  }

  private func fault(
    _ id: DiagnosticID, _ origin: Origin, _ found: String, _ expected: String, advice: String? = nil
  ) -> Diagnostic {
    Diagnostic(id: id, file: origin.file, line: origin.line, found: found, expected: expected, advice: advice)
  }
}

/// The accelerators of the catalogue that a product name may mean.
struct AcceleratorNames {
  /// A model's name and its boards, each with words that tell it from the others.
  private struct Model {
    let word: String
    /// Boards that a name without any telling word may mean too are those with all their words absent.
    let boards: [(id: String, words: Set<String>)]
    /// Words of boards that the catalogue does not have.
    let absent: Set<String>
  }

  private static let models: [Model] = [
    Model(
      word: "a100",
      boards: [("A100-SXM4-40GB", ["40gb", "40g"]), ("A100-SXM4-80GB", ["80gb", "80g"])],
      absent: ["pcie", "pg509", "pg506"]),
    Model(
      word: "h100",
      boards: [
        ("H100-NVL", ["nvl"]), ("H100-PCIe", ["pcie", "hbm2e"]), ("H100-SXM5", ["sxm5", "sxm", "hbm3"]),
      ], absent: ["64gb", "96gb"]),
    Model(word: "h200", boards: [("H200-SXM", [])], absent: ["nvl", "pcie"]),
    Model(word: "h800", boards: [("H800-SXM", [])], absent: ["pcie", "nvl"]),
    Model(word: "h20", boards: [("H20-SXM", [])], absent: ["pcie", "141gb", "3e"]),
    Model(word: "l40s", boards: [("L40S", [])], absent: []),
    Model(word: "b200", boards: [("B200-SXM", [])], absent: ["pcie"]),
    Model(word: "b300", boards: [("B300-SXM", [])], absent: ["pcie"]),
    Model(word: "gb200", boards: [("GB200-NVL72", [])], absent: ["nvl4"]),
    Model(word: "gb300", boards: [("GB300-NVL72", [])], absent: []),
    Model(word: "vr200", boards: [("VR200-NVL72", [])], absent: []),
    Model(word: "mi300x", boards: [("MI300X", [])], absent: ["vf"]),
    Model(word: "mi325x", boards: [("MI325X", [])], absent: ["vf"]),
    Model(word: "mi355x", boards: [("MI355X", [])], absent: ["vf"]),
    Model(word: "mi455x", boards: [("MI455X", [])], absent: ["vf"]),
  ]
  /// Accelerators by PCI vendor and device, from the list of PCI identifiers. Devices outside the catalogue are named
  /// in faults.
  private static let devices: [String: String] = [
    "10de:20b0": "A100-SXM4-40GB", "10de:20b2": "A100-SXM4-80GB", "10de:2330": "H100-SXM5", "10de:2331": "H100-PCIe",
    "10de:2321": "H100-NVL", "10de:2324": "H800-SXM", "10de:2329": "H20-SXM", "10de:2335": "H200-SXM",
    "10de:26b9": "L40S", "10de:2901": "B200-SXM", "10de:2941": "GB200-NVL72", "1002:74a1": "MI300X",
    "1002:74a5": "MI325X", "1002:75a3": "MI355X", "1002:74a0": "MI300A",
  ]
  /// Accelerators by drivers' names of generations: compute capability, or the compiler's architecture.
  private static let generations: [String: [String]] = [
    "sm 80": ["A100-SXM4-40GB", "A100-SXM4-80GB"], "sm 89": ["L40S"],
    "sm 90": ["H100-SXM5", "H100-PCIe", "H100-NVL", "H800-SXM", "H20-SXM", "H200-SXM"],
    "sm 100": ["B200-SXM", "GB200-NVL72"], "sm 103": ["B300-SXM", "GB300-NVL72"], "gfx942": ["MI300X", "MI325X"],
    "gfx950": ["MI355X"],
  ]

  /// Identifiers of the catalogue, in its order.
  let known: [String]

  init() throws { known = try AcceleratorCatalogue.accelerators().map(\.id) }

  /// - Returns: Identifiers of the catalogue; more than one for a name such as "h100", none for unknown hardware.
  func candidates(_ product: String) -> [String] {
    let written = product.lowercased()
    if let exact = known.first(where: { $0.lowercased() == written }) { return [exact] }
    if written.hasPrefix("pci ") { return device(written).map { [$0] }?.filter(known.contains) ?? [] }
    if let generation = Self.generations[written] { return generation }
    let words = Set(written.split { !$0.isLetter && !$0.isNumber }.map(String.init))
    guard let model = Self.models.first(where: { words.contains($0.word) }), words.isDisjoint(with: model.absent) else {
      return []
    }
    let told = model.boards.filter { !$0.words.isDisjoint(with: words) }
    return told.isEmpty ? model.boards.map(\.id) : [told[0].id]
  }

  /// "pci 1002:74a0 (MI300A)" where the device is known by name.
  func title(of product: String) -> String {
    device(product.lowercased()).map { "\(product.prefix(80)) (\($0))" } ?? String(product.prefix(80))
  }

  private func device(_ written: String) -> String? {
    written.hasPrefix("pci ") ? Self.devices[String(written.dropFirst(4))] : nil
  }

  /// Identifiers near a product's name, for messages.
  func nearest(to product: String) -> [String] {
    let name = device(product.lowercased()) ?? product
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let close = known.filter { id in
      words.contains { $0.count > 2 && $0.first?.isLetter == true && id.lowercased().hasPrefix($0.prefix(4)) }
    }
    return close.isEmpty ? NearestNames.to(words.last ?? name, among: known) : Array(close.prefix(4))
  }
}

/// The usual node of an accelerator, taken from the shipped clusters: it supplies what a source leaves out.
struct UsualNode {
  /// Name of the shipped cluster.
  let cluster: String
  let gpusPerNode: Int
  let gpusPerDomain: Int
  /// Whether a scale-up domain is more than one node.
  var spansNodes: Bool { gpusPerDomain > gpusPerNode }
  /// The tiers from the lowest to the highest, non-blocking ones.
  let tiers: [ScaleOutTier]
  /// The price that the cluster gives for its accelerator, rather than the accelerator's own.
  let price: (accelerator: String, value: GPUPrice, source: FigureSource)?
  /// The vendor's cluster with the most tiers, and these: its latencies serve above the accelerator's own tiers.
  let deepest: (cluster: String, tiers: [ScaleOutTier])

  /// Pools of shipped clusters whose tiers are all non-blocking, in the order of the clusters' names.
  private static let shipped = Result {
    try ShippedClusters.names.flatMap { name in
      try ClusterReference.shipped(name).read().pools.map { (cluster: name, pool: $0) }
    }.filter { $0.pool.tiers.allSatisfy { $0.oversubscription == 1 } }
  }

  /// The cluster with the most tiers among those whose tiers are all non-blocking; ties go to the first name.
  /// - Returns: `nil` where no cluster has the accelerator.
  static func of(_ accelerator: String) throws -> UsualNode? { try deepest { $0.accelerator.id == accelerator } }

  /// The same of nodes of a vendor that are a scale-up domain each.
  static func ofVendor(_ vendor: String) throws -> UsualNode? {
    try deepest { $0.accelerator.vendor == vendor && $0.gpusPerDomain == $0.gpusPerNode }
  }

  private static func deepest(where isWanted: (Pool) -> Bool) throws -> UsualNode? {
    let all = try shipped.get()
    func deepest(where test: (Pool) -> Bool) -> (cluster: String, pool: Pool)? {
      let some = all.filter { test($0.pool) }
      let most = some.map(\.pool.tiers.count).max()
      return some.first { $0.pool.tiers.count == most }
    }
    guard let own = deepest(where: isWanted),
      let other = deepest(where: { $0.accelerator.vendor == own.pool.accelerator.vendor })
    else { return nil }
    let price = own.pool.price.flatMap { price in
      own.pool.sources["price"].map { (accelerator: own.pool.accelerator.id, value: price, source: $0) }
    }
    return UsualNode(
      cluster: own.cluster, gpusPerNode: own.pool.gpusPerNode, gpusPerDomain: own.pool.gpusPerDomain,
      tiers: own.pool.tiers, price: price, deepest: (other.cluster, other.pool.tiers))
  }
}
