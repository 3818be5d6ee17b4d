import Foundation
import Quantities

/// A number with its unit as a calibration file writes it: "105 us", "0.80".
struct FigureText: Sendable, Hashable {
  let number: Double
  /// Empty for a bare number.
  let unit: String

  init(number: Double, unit: String) {
    self.number = number
    self.unit = unit
  }

  /// `nil` for what is not a finite number with or without a unit.
  init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard let first = parts.first else { return nil }
    // "105us": the longest beginning that is a number.
    let number = first.prefix(while: { $0.isNumber || "+-.eE".contains($0) })
    guard let value = Double(number), value.isFinite else { return nil }
    let unit = (first.dropFirst(number.count) + (parts.count > 1 ? parts[1] : "")).trimmingCharacters(in: .whitespaces)
    self.init(number: value, unit: unit)
  }

  /// The number in another unit of the same dimension; `nil` where there is no such conversion.
  func converted(to other: String) -> Double? {
    if unit == other { return number }
    for units in [Time.units, Information.units, DataRate.units] {
      if let from = units.first(where: { $0.symbol == unit }), let to = units.first(where: { $0.symbol == other }) {
        return number * (from.scale / to.scale)
      }
    }
    return nil
  }

  /// As written with so many digits that it reads back as the same number.
  var exact: String { withUnit("\(number)") }

  /// As written for a person, without needless decimals: "105 us".
  var plain: String { withUnit(Int(exactly: number).map { "\($0)" } ?? "\(number)") }

  /// Rounded to significant digits: "98.20 us".
  func rounded(to digits: Int) -> String { withUnit(Numerals.significant(number, digits: digits)) }

  private func withUnit(_ number: String) -> String { unit.isEmpty ? number : "\(number) \(unit)" }
}
