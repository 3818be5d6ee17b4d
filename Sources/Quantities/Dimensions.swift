/// Bytes stored or moved.
public enum Information: Dimension {
  public static let name = "a number of bytes"
  public static let baseUnit = Unit("B", 1)
  public static let units = Prefixes.units(Prefixes.decimal + Prefixes.binary, of: "B")
  public static let printedUnits = Prefixes.units(Prefixes.decimal, of: "B")
}

/// Seconds.
public enum Time: Dimension {
  public static let name = "a time"
  public static let baseUnit = Unit("s", 1)
  public static let units = [
    Unit("h", 3600), Unit("min", 60), baseUnit, Unit("ms", 1e-3), Unit("us", 1e-6), Unit("µs", 1e-6),
    Unit("ns", 1e-9),
  ]
  public static let printedUnits = [baseUnit, Unit("ms", 1e-3), Unit("µs", 1e-6), Unit("ns", 1e-9)]
}

/// Bytes per second, per GPU and one way. Bits per second are not a unit here: "Tb/s" is an error.
public enum DataRate: RateDimension {
  public typealias Amount = Information
  public static let name = "a bandwidth in bytes per second"
  public static let baseUnit = Unit("B/s", 1)
  public static let units = Prefixes.units(Prefixes.decimal, of: "B/s")
  public static let printedUnits = units
}

/// Floating-point operations; a multiply-add is two.
public enum Arithmetic: Dimension {
  public static let name = "a number of floating-point operations"
  public static let baseUnit = Unit("FLOP", 1)
  public static let units = Prefixes.units(Prefixes.decimal, of: "FLOP")
  public static let printedUnits = units
}

/// Dense floating-point operations per second.
public enum ArithmeticRate: RateDimension {
  public typealias Amount = Arithmetic
  public static let name = "a rate of dense floating-point operations"
  public static let baseUnit = Unit("FLOP/s", 1)
  public static let units = Prefixes.units(Prefixes.decimal, of: "FLOP/s")
  public static let printedUnits = units
}

/// US dollars.
public enum Money: Dimension {
  public static let name = "an amount of money"
  public static let baseUnit = Unit("USD", 1)
  public static let units = [baseUnit]
  public static let printedUnits = [baseUnit]
}

/// US dollars per second of one GPU; files write it per GPU-hour.
public enum Price: RateDimension {
  public typealias Amount = Money
  public static let name = "a price per GPU-hour"
  public static let baseUnit = Unit("USD/s", 1)
  public static let units = [Unit("USD/GPU/h", 1 / 3600), Unit("USD/h", 1 / 3600), baseUnit]
  public static let printedUnits = [Unit("USD/GPU/h", 1 / 3600)]
}

/// A pure number: a count, a share, a ratio.
public enum Scalar: Dimension {
  public static let name = "a plain number"
  public static let baseUnit = Unit("", 1)
  public static let units = [baseUnit]
  public static let printedUnits = [baseUnit]
}

/// A unit of measure: its symbol and its size in base units.
public struct Unit: Sendable, Hashable {
  /// The symbol in files and output: "GB/s".
  public let symbol: String
  /// Base units in one of this unit.
  public let scale: Double

  public init(_ symbol: String, _ scale: Double) {
    self.symbol = symbol
    self.scale = scale
  }
}

/// Decimal multiples of a unit, and for bytes the binary ones: GB is 10⁹ and GiB is 2³⁰.
private enum Prefixes {
  static let decimal: [(String, Double)] = [("P", 1e15), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("", 1)]
  static let binary: [(String, Double)] = [
    ("Pi", 1_125_899_906_842_624), ("Ti", 1_099_511_627_776), ("Gi", 1_073_741_824), ("Mi", 1_048_576),
    ("Ki", 1024),
  ]

  static func units(_ prefixes: [(String, Double)], of symbol: String) -> [Unit] {
    prefixes.map { Unit($0.0 + symbol, $0.1) }
  }
}
