import Quantities
import Topology

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
    zip(cells, [-17, -8, -14, 9, 13, 14, 12, 11]).map { $1 < 0 ? $0.padding(to: -$1) : $0.padding(left: $1) }.joined()
  }
}
