/// Bytes stored or moved.
public enum Information: Dimension {
  /// How messages name it.
  public static let name = "a number of bytes"
  /// What stored values are in: B.
  public static let baseUnit = Unit("B", 1)
  /// What files may be written in.
  public static let units = Prefixes.units(Prefixes.decimal + Prefixes.binary, of: "B")
  /// What output is written in, largest first.
  public static let printedUnits = Prefixes.units(Prefixes.decimal, of: "B")
}

/// Seconds.
public enum Time: Dimension {
  /// How messages name it.
  public static let name = "a time"
  /// What stored values are in: s.
  public static let baseUnit = Unit("s", 1)
  /// What files may be written in.
  public static let units = [
    Unit("h", 3600), Unit("min", 60), baseUnit, Unit("ms", 1e-3), Unit("us", 1e-6), Unit("µs", 1e-6),
    Unit("ns", 1e-9),
  ]
  /// What output is written in, largest first.
  public static let printedUnits = [baseUnit, Unit("ms", 1e-3), Unit("µs", 1e-6), Unit("ns", 1e-9)]
}

/// Bytes per second, per GPU and one way. Bits per second are not a unit here: "Tb/s" is an error.
public enum DataRate: RateDimension {
  /// What the rate is of, per second.
  public typealias Amount = Information
  /// How messages name it.
  public static let name = "a bandwidth in bytes per second"
  /// What stored values are in: B/s.
  public static let baseUnit = Unit("B/s", 1)
  /// What files may be written in.
  public static let units = Prefixes.units(Prefixes.decimal, of: "B/s")
  /// What output is written in, largest first.
  public static let printedUnits = units
}

/// Floating-point operations; a multiply-add is two.
public enum Arithmetic: Dimension {
  /// How messages name it.
  public static let name = "a number of floating-point operations"
  /// What stored values are in: FLOP.
  public static let baseUnit = Unit("FLOP", 1)
  /// What files may be written in.
  public static let units = Prefixes.units(Prefixes.decimal, of: "FLOP")
  /// What output is written in, largest first.
  public static let printedUnits = units
}

/// Dense floating-point operations per second.
public enum ArithmeticRate: RateDimension {
  /// What the rate is of, per second.
  public typealias Amount = Arithmetic
  /// How messages name it.
  public static let name = "a rate of dense floating-point operations"
  /// What stored values are in: FLOP/s.
  public static let baseUnit = Unit("FLOP/s", 1)
  /// What files may be written in.
  public static let units = Prefixes.units(Prefixes.decimal, of: "FLOP/s")
  /// What output is written in, largest first.
  public static let printedUnits = units
}

/// US dollars.
public enum Money: Dimension {
  /// How messages name it.
  public static let name = "an amount of money"
  /// What stored values are in: USD.
  public static let baseUnit = Unit("USD", 1)
  /// What files may be written in.
  public static let units = [baseUnit]
  /// What output is written in, largest first.
  public static let printedUnits = [baseUnit]
}

/// US dollars per second of one GPU; files write it per GPU-hour.
public enum Price: RateDimension {
  /// What the rate is of, per second.
  public typealias Amount = Money
  /// How messages name it.
  public static let name = "a price per GPU-hour"
  /// What stored values are in: USD/s.
  public static let baseUnit = Unit("USD/s", 1)
  /// What files may be written in.
  public static let units = [Unit("USD/GPU/h", 1 / 3600), Unit("USD/h", 1 / 3600), baseUnit]
  /// What output is written in, largest first.
  public static let printedUnits = [Unit("USD/GPU/h", 1 / 3600)]
}

/// A pure number: a count, a share, a ratio.
public enum Scalar: Dimension {
  /// How messages name it.
  public static let name = "a plain number"
  /// Stored values have no unit.
  public static let baseUnit = Unit("", 1)
  /// What files may be written in.
  public static let units = [baseUnit]
  /// What output is written in, largest first.
  public static let printedUnits = [baseUnit]
}

/// A unit of measure: how it is written and how many base units it is.
public struct Unit: Sendable, Hashable {
  /// As written in files and output: "GB/s".
  public let symbol: String
  /// Base units in one of this unit.
  public let scale: Double

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
