import Quantities
import Topology

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
