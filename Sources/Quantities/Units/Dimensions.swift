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
