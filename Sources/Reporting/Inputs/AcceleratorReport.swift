import Clusters
import Quantities

/// An accelerator as `layline accelerator show` prints it: its figures, and where each was read.
public struct AcceleratorReport: Sendable, CustomStringConvertible {
  private let accelerator: Accelerator

  /// - Parameter accelerator: What is shown.
  public init(_ accelerator: Accelerator) { self.accelerator = accelerator }

  /// The text, without a line break at its end; at most 100 columns.
  public var description: String {
    let preliminary = accelerator.isPreliminary ? ", preliminary: figures may still change" : ""
    return
      (["\(accelerator.id) (\(accelerator.vendor), \(accelerator.family)\(preliminary))"]
      + facts.flatMap { Page.fact($0, $1) } + sources).joined(separator: "\n")
  }

  private var facts: [(String, String)] {
    let link = accelerator.scaleUp
    let peer =
      link.bandwidthPerPeer < link.bandwidth ? "\(link.bandwidthPerPeer) to one peer" : "any pair at full bandwidth"
    return [
      ("HBM", "\(accelerator.memory) at \(accelerator.memoryBandwidth), drained in \(accelerator.memoryDrainTime)"),
      (
        "dense",
        accelerator.formats.compactMap { format in
          accelerator.peakRates[format].map { "\(format.rawValue) \($0)" }
        }.joined(separator: ", ")
      ),
      (
        "FLOP/byte",
        accelerator.formats.compactMap { format in
          accelerator.operationsPerByte(format).map { "\(format.rawValue) \(Numerals.plain($0))" }
        }.joined(separator: ", ")
      ),
      ("scale-up", "\(link.name), \(link.wiring.rawValue): \(link.bandwidth) one way, \(peer), \(link.latency)"),
    ] + joined + [("price", accelerator.price.map { "\($0)" } ?? "not known")]
  }

  /// What joins GPUs of a node beside their own links.
  private var joined: [(String, String)] {
    let most = accelerator.scaleUp.mostGPUs
    let bus = accelerator.hostLink.map { "\($0.name): \($0.bandwidth) one way, \($0.latency)" }
    return [("bridge", most.map { "joins \($0) GPUs at most" }), ("host link", bus)].compactMap { name, text in
      text.map { (name, $0) }
    }
  }

  private var sources: [String] {
    let entries = accelerator.sources.sorted { $0.key < $1.key }
    guard !entries.isEmpty else { return [] }
    return ["", "Sources"]
      + entries.flatMap { key, source in
        Page.wrap("  \(key): \(source.text)\(source.isVerified ? "" : " (not read in a source)")", indent: 4)
      }
  }
}

/// The accelerators that ship with the product, as `layline accelerator list` prints them.
public struct AcceleratorList: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "accelerator-list/1"
  let accelerators: [AcceleratorReading]
  private let lines: [String]

  private enum CodingKeys: CodingKey { case layline, accelerators }

  /// Reads the catalogue.
  /// - Throws: `Diagnostic` where the catalogue itself is broken, which tests rule out.
  public init() throws {
    let all = try AcceleratorCatalogue.accelerators()
    accelerators = all.map(AcceleratorReading.init)
    lines =
      [Self.line(["name", "vendor", "family", "HBM", "HBM rate", "bf16", "scale-up", "price/h"])]
      + all.map { Self.line(Self.cells($0)) }
  }

  /// A line for each, below a heading.
  public var description: String { lines.joined(separator: "\n") }

  private static func cells(_ accelerator: Accelerator) -> [String] {
    [
      accelerator.id, accelerator.vendor, accelerator.family, "\(accelerator.memory)",
      "\(accelerator.memoryBandwidth)", accelerator.peakRates[.bfloat16].map { "\($0)" } ?? "-",
      "\(accelerator.scaleUp.bandwidth)",
      accelerator.price.map { "\(Numerals.significant($0.value * 3600)) USD" } ?? "-",
    ]
  }

  private static func line(_ cells: [String]) -> String {
    Page.row(cells, [-17, -8, -14, 9, 13, 14, 12, 11])
  }
}

/// An accelerator as `layline accelerator show --json` prints it; `Schemas/accelerator-reading.schema.json` says what each
/// key means.
public struct AcceleratorReading: Encodable, Sendable {
  /// A figure's origin.
  struct Source: Encodable, Sendable {
    let text: String
    let isVerified: Bool
  }

  /// The link of a scale-up domain.
  struct Link: Encodable, Sendable {
    let name: String
    let wiring: String
    let bandwidth_BPerSecond: Double
    let bandwidthPerPeer_BPerSecond: Double
    let latency_s: Double
  }

  /// The version of this form.
  let layline = "accelerator-reading/1"
  let id: String
  let vendor: String
  let family: String
  let isPreliminary: Bool
  let memory_B: Double
  let memoryBandwidth_BPerSecond: Double
  /// Dense, by the format of the operands.
  let rates_FLOPPerSecond: [String: Double]
  let scaleUp: Link
  let price_USDPerGPUHour: Double?
  let sources: [String: Source]

  /// - Parameter accelerator: What is written down.
  public init(_ accelerator: Accelerator) {
    id = accelerator.id
    vendor = accelerator.vendor
    family = accelerator.family
    isPreliminary = accelerator.isPreliminary
    memory_B = accelerator.memory.value
    memoryBandwidth_BPerSecond = accelerator.memoryBandwidth.value
    rates_FLOPPerSecond = Dictionary(
      uniqueKeysWithValues: accelerator.peakRates.map { ($0.key.rawValue, $0.value.value) })
    let link = accelerator.scaleUp
    scaleUp = Link(
      name: link.name, wiring: link.wiring.rawValue, bandwidth_BPerSecond: link.bandwidth.value,
      bandwidthPerPeer_BPerSecond: link.bandwidthPerPeer.value, latency_s: link.latency.value)
    price_USDPerGPUHour = accelerator.price.map { $0.value * 3600 }
    sources = accelerator.sources.mapValues { Source(text: $0.text, isVerified: $0.isVerified) }
  }
}
