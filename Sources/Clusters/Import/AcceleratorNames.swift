import Formats

/// The accelerators of the catalogue that a product name may mean.
struct AcceleratorNames {
  /// A board, with words that tell it from others of its model.
  private struct Board {
    let id: String
    let words: Set<String>
    /// Words without one of which a name does not mean the board; empty where a bare name may.
    let needs: Set<String>

    init(_ id: String, _ words: Set<String> = [], needs: Set<String> = []) {
      (self.id, self.words, self.needs) = (id, words, needs)
    }
  }

  /// A model by the word that names it.
  private struct Model {
    let word: String
    let boards: [Board]
    /// Words of boards that the catalogue does not have.
    let absent: Set<String>

    init(_ word: String, _ boards: [Board], absent: Set<String> = []) {
      (self.word, self.boards, self.absent) = (word, boards, absent)
    }
  }

  private static let models: [Model] = [
    Model(
      "v100",
      [
        Board("V100-SXM2-16GB", ["sxm2", "16gb"]), Board("V100-SXM2-32GB", ["sxm2", "32gb"]),
        Board("V100-PCIe-16GB", ["pcie", "16gb"]), Board("V100-PCIe-32GB", ["pcie", "32gb"]),
      ], absent: ["sxm3", "fhhl", "dgxs"]),
    Model("t4", [Board("T4")]),
    Model(
      "a100",
      [
        Board("A100-SXM4-40GB", ["40gb", "40g", "sxm4", "sxm"]),
        Board("A100-SXM4-80GB", ["80gb", "80g", "sxm4", "sxm"]),
        Board("A100-PCIe-40GB", ["40gb", "40g", "pcie"], needs: ["pcie"]),
        Board("A100-PCIe-80GB", ["80gb", "80g", "pcie"], needs: ["pcie"]),
      ], absent: ["pg509", "pg506", "64gb"]),
    Model("a800", [Board("A800-SXM4-80GB")], absent: ["pcie", "40gb"]),
    Model("a10", [Board("A10")]), Model("a10g", [Board("A10G")]), Model("a30", [Board("A30")]),
    Model("a40", [Board("A40")]), Model("a6000", [Board("RTX-A6000")]),
    Model("3090", [Board("RTX-3090")], absent: ["ti", "laptop"]),
    Model("4090", [Board("RTX-4090")], absent: ["d", "laptop"]),
    Model("5090", [Board("RTX-5090")], absent: ["d", "laptop"]),
    Model(
      "6000",
      [
        Board("RTX-6000-Ada", ["ada"], needs: ["ada"]), Board("RTX-PRO-6000-SE", ["pro", "server"], needs: ["server"]),
        Board("RTX-PRO-6000", ["pro"], needs: ["pro"]),
      ], absent: ["quadro"]),
    Model("l4", [Board("L4")]), Model("l20", [Board("L20")]), Model("l40", [Board("L40")], absent: ["g"]),
    Model("l40s", [Board("L40S")]),
    Model(
      "h100",
      [
        Board("H100-NVL", ["nvl"]), Board("H100-PCIe", ["pcie", "hbm2e"]), Board("H100-SXM5", ["sxm5", "sxm", "hbm3"]),
      ],
      absent: ["64gb", "96gb"]),
    Model("h200", [Board("H200-SXM"), Board("H200-NVL", ["nvl"], needs: ["nvl"])], absent: ["pcie"]),
    Model(
      "gh200", [Board("GH200-96GB", ["480gb", "120gb", "96gb"]), Board("GH200-144GB", ["144g", "144gb", "hbm3e"])]),
    Model("h800", [Board("H800-SXM")], absent: ["pcie", "nvl"]),
    Model("h20", [Board("H20-SXM", ["96gb"]), Board("H20-3e", ["141gb", "3e"])], absent: ["pcie"]),
    Model("b200", [Board("B200-SXM")], absent: ["pcie"]), Model("b300", [Board("B300-SXM")], absent: ["pcie"]),
    Model("gb200", [Board("GB200-NVL72")], absent: ["nvl4"]), Model("gb300", [Board("GB300-NVL72")]),
    Model("gb10", [Board("GB10")]), Model("vr200", [Board("VR200-NVL72")]),
    Model("mi300x", [Board("MI300X")], absent: ["vf"]), Model("mi325x", [Board("MI325X")], absent: ["vf"]),
    Model("mi355x", [Board("MI355X")], absent: ["vf"]), Model("mi455x", [Board("MI455X")], absent: ["vf"]),
  ]
  /// Accelerators by PCI vendor and device, from the list of PCI identifiers. Devices outside the catalogue are named
  /// in faults.
  private static let devices: [String: String] = [
    "10de:1db1": "V100-SXM2-16GB", "10de:1db5": "V100-SXM2-32GB", "10de:1db4": "V100-PCIe-16GB",
    "10de:1db6": "V100-PCIe-32GB", "10de:1eb8": "T4", "10de:20b0": "A100-SXM4-40GB", "10de:20b2": "A100-SXM4-80GB",
    "10de:20f1": "A100-PCIe-40GB", "10de:20b5": "A100-PCIe-80GB", "10de:20f3": "A800-SXM4-80GB", "10de:2236": "A10",
    "10de:2237": "A10G", "10de:20b7": "A30", "10de:2235": "A40", "10de:2230": "RTX-A6000", "10de:2204": "RTX-3090",
    "10de:2684": "RTX-4090", "10de:2b85": "RTX-5090", "10de:26b1": "RTX-6000-Ada", "10de:2bb1": "RTX-PRO-6000",
    "10de:2bb5": "RTX-PRO-6000-SE", "10de:2e12": "GB10", "10de:27b8": "L4", "10de:26ba": "L20", "10de:26b5": "L40",
    "10de:26b9": "L40S", "10de:2330": "H100-SXM5", "10de:2331": "H100-PCIe", "10de:2321": "H100-NVL",
    "10de:2324": "H800-SXM", "10de:2329": "H20-SXM", "10de:232c": "H20-3e", "10de:2335": "H200-SXM",
    "10de:233b": "H200-NVL", "10de:2342": "GH200-96GB", "10de:2348": "GH200-144GB", "10de:2901": "B200-SXM",
    "10de:2941": "GB200-NVL72", "1002:74a1": "MI300X", "1002:74a5": "MI325X", "1002:75a3": "MI355X",
    "1002:74a0": "MI300A",
  ]
  /// Accelerators by drivers' names of generations: compute capability, or the compiler's architecture.
  private static let generations: [String: [String]] = [
    "sm 70": ["V100-SXM2-16GB", "V100-SXM2-32GB", "V100-PCIe-16GB", "V100-PCIe-32GB"], "sm 75": ["T4"],
    "sm 80": ["A100-SXM4-40GB", "A100-SXM4-80GB", "A100-PCIe-40GB", "A100-PCIe-80GB", "A800-SXM4-80GB", "A30"],
    "sm 86": ["A10", "A10G", "A40", "RTX-A6000", "RTX-3090"],
    "sm 89": ["L4", "L20", "L40", "L40S", "RTX-4090", "RTX-6000-Ada"],
    "sm 90": [
      "H100-SXM5", "H100-PCIe", "H100-NVL", "H800-SXM", "H20-SXM", "H20-3e", "H200-SXM", "H200-NVL", "GH200-96GB",
      "GH200-144GB",
    ],
    "sm 100": ["B200-SXM", "GB200-NVL72"], "sm 103": ["B300-SXM", "GB300-NVL72"],
    "sm 120": ["RTX-5090", "RTX-PRO-6000", "RTX-PRO-6000-SE"], "sm 121": ["GB10"], "gfx942": ["MI300X", "MI325X"],
    "gfx950": ["MI355X"],
  ]

  /// Identifiers of the catalogue, in its order.
  let known: [String]

  init() throws { known = try AcceleratorCatalogue.accelerators().map(\.id) }

  /// Whether a text names a generation as drivers do: "sm 90".
  static func isGeneration(_ text: String) -> Bool { generations[text] != nil }

  /// - Returns: Identifiers of the catalogue; more than one for a name such as "h100", none for unknown hardware.
  func candidates(_ product: String) -> [String] {
    let written = product.lowercased()
    if let exact = known.first(where: { $0.lowercased() == written }) { return [exact] }
    if written.hasPrefix("pci ") { return device(written).map { [$0] }?.filter(known.contains) ?? [] }
    if let generation = Self.generations[written] { return generation }
    let words = Self.words(of: written)
    guard let model = Self.models.first(where: { words.contains($0.word) }), words.isDisjoint(with: model.absent) else {
      return []
    }
    let meant = model.boards.filter { $0.needs.isEmpty || !$0.needs.isDisjoint(with: words) }
    let told = meant.map { $0.words.intersection(words).count }
    let most = told.max() ?? 0
    return zip(meant, told).filter { $0.1 == most }.map(\.0.id)
  }

  /// "rtx4090" is written for "RTX 4090" where names have no spaces.
  private static func words(of name: String) -> Set<String> {
    var words = Set(name.split { !$0.isLetter && !$0.isNumber }.map(String.init))
    for word in words where word.hasPrefix("rtx") && word.count > 3 {
      let rest = word.dropFirst(3)
      words.formUnion(rest.hasPrefix("pro") && rest.count > 3 ? ["pro", String(rest.dropFirst(3))] : [String(rest)])
    }
    return words
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
