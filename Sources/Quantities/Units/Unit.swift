/// A unit of measure: how it is written and how many base units it is.
public struct Unit: Sendable, Hashable {
  /// As written in files and output: "GB/s".
  public let symbol: String
  /// Base units in one of this unit.
  public let scale: Double

  /// - Parameters:
  ///   - symbol: As written in files and output.
  ///   - scale: Base units in one of this unit; 1 for the base unit.
  public init(_ symbol: String, _ scale: Double) {
    self.symbol = symbol
    self.scale = scale
  }
}

/// Decimal multiples of a unit, and for bytes the binary ones: GB is 10⁹ and GiB is 2³⁰.
enum Prefixes {
  static let decimal: [(String, Double)] = [("P", 1e15), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("", 1)]
  static let binary: [(String, Double)] = [
    ("Pi", 1_125_899_906_842_624), ("Ti", 1_099_511_627_776), ("Gi", 1_073_741_824), ("Mi", 1_048_576),
    ("Ki", 1024),
  ]

  static func units(_ prefixes: [(String, Double)], of symbol: String) -> [Unit] {
    prefixes.map { Unit($0.0 + symbol, $0.1) }
  }
}
