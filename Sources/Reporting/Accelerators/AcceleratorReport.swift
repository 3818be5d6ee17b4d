import Quantities
import Topology

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
      + facts.flatMap { TextLayout.fact($0, $1) } + sources).joined(separator: "\n")
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
          accelerator.operationsPerByte(format).map { "\(format.rawValue) \(TextLayout.plain($0))" }
        }.joined(separator: ", ")
      ),
      ("scale-up", "\(link.name), \(link.wiring.rawValue): \(link.bandwidth) one way, \(peer), \(link.latency)"),
      ("price", accelerator.price.map { "\($0)" } ?? "not known"),
    ]
  }

  private var sources: [String] {
    let entries = accelerator.sources.sorted { $0.key < $1.key }
    guard !entries.isEmpty else { return [] }
    return ["", "Sources"]
      + entries.flatMap { key, source in
        TextLayout.wrap("  \(key): \(source.text)\(source.isVerified ? "" : " (not read in a source)")", indent: 4)
      }
  }
}
