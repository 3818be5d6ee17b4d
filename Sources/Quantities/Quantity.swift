import Glibc
import FoundationEssentials

/// A number in the base unit of its dimension. It is as fast as a `Double`.
public struct Quantity<D: Dimension>: Sendable, Hashable, Comparable {
  /// The value, in `D.baseUnit`.
  public let value: Double

  @inlinable
  public init(_ value: Double) {
    self.value = value
  }

  /// - Parameters:
  ///   - value: A number of `unit`.
  ///   - unit: A unit of `D`.
  public init(_ value: Double, _ unit: Unit) {
    self.value = value * unit.scale
  }

  /// The value as a number of `unit`.
  public func converted(to unit: Unit) -> Double { value / unit.scale }

  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
  public static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
  public static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }
  public static func * (left: Self, right: Double) -> Self { Self(left.value * right) }
  public static func * (left: Double, right: Self) -> Self { Self(left * right.value) }
  public static func / (left: Self, right: Double) -> Self { Self(left.value / right) }
  /// The ratio of two quantities of one dimension.
  public static func / (left: Self, right: Self) -> Double { left.value / right.value }
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

/// A physical dimension: the kind of amount that a number measures, with the units it may be written in.
///
/// A dimension is never instantiated. As a phantom type it keeps bytes from being added to seconds.
public protocol Dimension: Sendable {
  /// The name of the dimension in error messages: "a bandwidth".
  static var name: String { get }
  /// The unit of stored values; its scale is 1.
  static var baseUnit: Unit { get }
  /// Every unit that can be read, decimal and binary.
  static var units: [Unit] { get }
  /// The units used for printing, largest first.
  static var printedUnits: [Unit] { get }
}

/// A dimension of amounts per second: bytes/s, FLOP/s.
public protocol RateDimension: Dimension {
  /// The dimension of the amount.
  associatedtype Amount: Dimension
}

extension Quantity: CustomStringConvertible {
  /// The value in the largest unit that keeps it at one or more, with three significant digits: "23.4 ms".
  public var description: String { formatted() }

  /// - Parameter significantDigits: The number of significant digits.
  public func formatted(significantDigits: Int = 3) -> String {
    let magnitude = abs(value)
    let unit =
      D.printedUnits.first { magnitude >= $0.scale * 0.9995 } ?? D.printedUnits.last ?? D.baseUnit
    return formatted(in: value == 0 ? D.baseUnit : unit, significantDigits: significantDigits)
  }

  /// The value in `unit`, followed by the symbol.
  public func formatted(in unit: Unit, significantDigits: Int = 3) -> String {
    let number = Numerals.significant(converted(to: unit), digits: significantDigits)
    return unit.symbol.isEmpty ? number : "\(number) \(unit.symbol)"
  }
}

/// Number formatting for people. Independent of the locale: the same bytes everywhere.
public enum Numerals {
  /// A number as people write it, "4,096" included; `nil` for any other text, infinity and NaN.
  public static func ungrouped(_ text: Substring) -> Double? {
    let groups = text.split(separator: ",", omittingEmptySubsequences: false)
    let isGrouped = (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
    guard groups.count == 1 || isGrouped && groups.allSatisfy({ $0.allSatisfy(\.isWholeNumber) }) else { return nil }
    return Double(groups.joined()).flatMap { $0.isFinite ? $0 : nil }
  }

  /// Rounds to a number of significant digits, without an exponent between 10⁻⁴ and 10⁹: 0.0123, 4.57, 1230.
  public static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    guard value != 0 else { return "0" }
    let floor = Int(log10(abs(value)).rounded(.down))
    // Rounding may carry into the next power of ten: 0.9996 is 1.00 and not 1.000.
    let carries = (abs(value) * pow(10, Double(digits - 1 - floor))).rounded() >= pow(10, Double(digits))
    let exponent = carries ? floor + 1 : floor
    guard exponent >= -4, exponent < 12 else { return Numerals.scientific(value, decimals: max(0, digits - 1)) }
    let decimals = max(0, digits - 1 - exponent)
    return Numerals.fixed(value, decimals: decimals)
  }

  /// With so many digits after the point: "12.30".
  public static func fixed(_ value: Double, decimals: Int) -> String { printed("%.\(decimals)f", value) }

  /// With a power of ten, and so many digits after the point: "1.23e+04".
  public static func scientific(_ value: Double, decimals: Int) -> String { printed("%.\(decimals)e", value) }

  /// By the C library, which rounds exactly; the program never leaves the locale "C".
  private static func printed(_ format: String, _ value: Double) -> String {
    withVaList([value]) { arguments in
      // The largest number has 309 digits before the point.
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        let count = Int(vsnprintf(buffer.baseAddress, buffer.count, format, arguments))
        return String(
          decoding: buffer[..<min(max(count, 0), buffer.count - 1)].map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
    }
  }

  /// A whole number with thousands separated by commas: 671,026,419,200.
  public static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits[...], at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// The nearest whole number with thousands separated; with an exponent from 10¹⁵ on.
  public static func grouped(rounding value: Double) -> String {
    abs(value) < 1e15 ? grouped(Int(value.rounded())) : significant(value)
  }

  /// A share as a percentage: "12.3 %".
  public static func percent(_ share: Double, decimals: Int = 1) -> String {
    "\(Numerals.fixed(share * 100, decimals: decimals)) %"
  }
}
