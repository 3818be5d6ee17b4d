import Plans
import Quantities

/// The two values of a figure for people, with as many digits as it takes to tell them apart.
enum FigureText {
  static func pair(_ figure: FigureChange) -> (before: String, after: String) {
    for digits in 3...12 {
      let texts = [figure.before, figure.after].map { $0.map { text($0, unit: figure.unit, digits: digits) } ?? "-" }
      if texts[0] != texts[1] { return (texts[0], texts[1]) }
    }
    return (figure.before.map { "\($0)" } ?? "-", figure.after.map { "\($0)" } ?? "-")
  }

  private static func text(_ value: Double, unit: String, digits: Int) -> String {
    switch unit {
    case "s": return Seconds(value).formatted(significantDigits: digits)
    case "B": return Bytes(value).formatted(significantDigits: digits)
    case "share": return Numerals.percent(value, decimals: digits - 2)
    case "", "tokens/s", "sequences", "requests/s": return number(value, digits)
    case "USD": return "\(number(value, digits)) USD"
    default: return number(value, digits)
    }
  }

  private static func number(_ value: Double, _ digits: Int) -> String {
    value.magnitude >= 1000 && value.magnitude < 1e15
      ? Numerals.grouped(rounding: value) + fraction(value, digits) : plain(value, digits)
  }

  private static func plain(_ value: Double, _ digits: Int) -> String {
    value == value.rounded() && value.magnitude < 1000 ? "\(Int(value))" : Numerals.significant(value, digits: digits)
  }

  /// Decimals of a large number, only where asked for so many digits.
  private static func fraction(_ value: Double, _ digits: Int) -> String {
    digits > 6 ? " (\(value))" : ""
  }
}
