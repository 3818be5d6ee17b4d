/// A number in the base unit of its dimension. Costs what a `Double` costs.
public struct Quantity<D: Dimension>: Sendable, Hashable, Comparable {
  /// In `D.baseUnit`.
  public let value: Double

  /// - Parameter value: In `D.baseUnit`.
  @inlinable
  public init(_ value: Double) {
    self.value = value
  }

  /// - Parameters:
  ///   - value: A number of `unit`.
  ///   - unit: One of the units of `D`.
  public init(_ value: Double, _ unit: Unit) {
    self.value = value * unit.scale
  }

  /// The number of `unit` that this is.
  public func converted(to unit: Unit) -> Double { value / unit.scale }

  /// Whether one is less than another of its dimension.
  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
  /// A sum of two like quantities.
  public static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
  /// A difference of two like quantities.
  public static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }
  /// A multiple of it.
  public static func * (left: Self, right: Double) -> Self { Self(left.value * right) }
  /// A multiple of it.
  public static func * (left: Double, right: Self) -> Self { Self(left * right.value) }
  /// A share of it.
  public static func / (left: Self, right: Double) -> Self { Self(left.value / right) }
  /// The ratio of two like quantities.
  public static func / (left: Self, right: Self) -> Double { left.value / right.value }
  /// None of it.
  public static var zero: Self { Self(0) }
}

/// Bytes stored or moved.
public typealias Bytes = Quantity<Information>
/// A duration in seconds.
public typealias Seconds = Quantity<Time>
/// Bytes per second, per GPU and one way.
public typealias Bandwidth = Quantity<DataRate>
/// Floating-point operations.
public typealias FLOPs = Quantity<Arithmetic>
/// Dense floating-point operations per second.
public typealias FLOPRate = Quantity<ArithmeticRate>
/// Dollars per GPU-second.
public typealias GPUPrice = Quantity<Price>

extension Quantity where D: RateDimension {
  /// The time that an amount takes at this rate.
  public static func / (amount: Quantity<D.Amount>, rate: Self) -> Seconds { Seconds(amount.value / rate.value) }
}
