import Foundation

extension Quantity: CustomStringConvertible {
  /// The value in the largest unit that keeps it at one or more, with three significant digits: "23.4 ms".
  public var description: String { formatted() }

  /// - Parameter significantDigits: How many digits carry meaning.
  public func formatted(significantDigits: Int = 3) -> String {
    let magnitude = abs(value)
    let unit =
      D.printedUnits.first { magnitude >= $0.scale * 0.9995 } ?? D.printedUnits.last ?? D.baseUnit
    return formatted(in: value == 0 ? D.baseUnit : unit, significantDigits: significantDigits)
  }

  /// The value in `unit`, with the symbol behind it.
  public func formatted(in unit: Unit, significantDigits: Int = 3) -> String {
    let number = Numerals.significant(converted(to: unit), digits: significantDigits)
    return unit.symbol.isEmpty ? number : "\(number) \(unit.symbol)"
  }
}

/// Numbers as people read them. Independent of locale: the same bytes everywhere.
public enum Numerals {
  /// Rounds to a number of significant digits, without an exponent between 10⁻⁴ and 10⁹: 0.0123, 4.57, 1230.
  public static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    guard value != 0 else { return "0" }
    let floor = Int(log10(abs(value)).rounded(.down))
    // Rounding may carry into the next power of ten: 0.9996 is 1.00 and not 1.000.
    let carries = (abs(value) * pow(10, Double(digits - 1 - floor))).rounded() >= pow(10, Double(digits))
    let exponent = carries ? floor + 1 : floor
    guard exponent >= -4, exponent < 12 else { return String(format: "%.\(max(0, digits - 1))e", value) }
    let decimals = max(0, digits - 1 - exponent)
    return String(format: "%.\(decimals)f", value)
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

  /// The nearest whole number with thousands separated; what is too large to be counted, with its exponent.
  public static func grouped(rounding value: Double) -> String {
    abs(value) < 1e15 ? grouped(Int(value.rounded())) : significant(value)
  }

  /// A share as a percentage: "12.3 %".
  public static func percent(_ share: Double, decimals: Int = 1) -> String {
    String(format: "%.\(decimals)f %%", share * 100)
  }
}
