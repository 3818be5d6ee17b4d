import Glibc
import FoundationEssentials

// The operators that record. Each mirrors one case of `Operation`.

extension Explained {
  @inlinable
  public static func + (left: Self, right: Self) -> Self { record(.sum, left.value + right.value, left, right) }

  @inlinable
  public static func - (left: Self, right: Self) -> Self {
    record(.difference, left.value - right.value, left, right)
  }

  @_disfavoredOverload
  @inlinable
  public static func * (left: Self, right: Explained<Scalar>) -> Self {
    record(.product, left.value * right.value, left, right)
  }

  @_disfavoredOverload
  @inlinable
  public static func * (left: Explained<Scalar>, right: Self) -> Self {
    record(.product, left.value * right.value, left, right)
  }

  /// A quantity divided by a number.
  @_disfavoredOverload
  @inlinable
  public static func / (left: Self, right: Explained<Scalar>) -> Self {
    record(.quotient, left.value / right.value, left, right)
  }

  /// The ratio of two quantities of one dimension.
  @_disfavoredOverload
  @inlinable
  public static func / (left: Self, right: Self) -> Explained<Scalar> {
    Explained<Scalar>.record(.quotient, left.value / right.value, left, right)
  }

  /// The sum of the parts of a breakdown.
  @inlinable
  public static func sum(_ parts: [Self]) -> Self { record(.sum, parts.reduce(0) { $0 + $1.value }, parts) }

  /// The largest of the parts.
  /// - Precondition: `parts` is not empty.
  @inlinable
  public static func maximum(_ parts: [Self]) -> Self {
    record(.maximum, parts.dropFirst().reduce(parts[0].value) { Swift.max($0, $1.value) }, parts)
  }

  /// The smallest of the parts.
  /// - Precondition: `parts` is not empty.
  @inlinable
  public static func minimum(_ parts: [Self]) -> Self {
    record(.minimum, parts.dropFirst().reduce(parts[0].value) { Swift.min($0, $1.value) }, parts)
  }
}

extension Explained where D == Scalar {
  @inlinable
  public static func * (left: Self, right: Self) -> Self {
    record(.product, left.value * right.value, left, right)
  }

  @inlinable
  public static func / (left: Self, right: Self) -> Self {
    record(.quotient, left.value / right.value, left, right)
  }

  /// The value rounded up to a whole number: sequences and tokens on a rank are whole.
  @inlinable
  public func roundedUp() -> Self { Self.record(.ceiling, value.rounded(.up), [self]) }

  @inlinable
  public func raised(to exponent: Self) -> Self {
    Self.record(.power, pow(value, exponent.value), self, exponent)
  }

  @inlinable
  public func squareRoot() -> Self { Self.record(.squareRoot, value.squareRoot(), [self]) }

  @inlinable
  public func naturalLogarithm() -> Self { Self.record(.naturalLogarithm, log(value), [self]) }
}

extension Explained where D: RateDimension {
  /// The time that an amount takes at this rate.
  @inlinable
  public static func / (amount: Explained<D.Amount>, rate: Self) -> Explained<Time> {
    Explained<Time>.record(.quotient, amount.value / rate.value, amount, rate)
  }

  /// The amount moved at this rate in a time.
  @inlinable
  public static func * (rate: Self, time: Explained<Time>) -> Explained<D.Amount> {
    Explained<D.Amount>.record(.product, rate.value * time.value, rate, time)
  }
}

extension Explained where D == Information {
  /// Turns a number of bytes into bytes.
  @inlinable
  public static var oneByte: Self { Explained(Bytes(1)) }
}
