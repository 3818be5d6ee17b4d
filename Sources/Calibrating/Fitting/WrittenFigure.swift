import Formats
import FoundationEssentials
import Quantities

/// A number with its unit as a calibration file writes it: "105 us", "0.80".
struct WrittenFigure: Sendable, Hashable {
  let number: Double
  /// Empty for a bare number.
  let unit: String

  init(number: Double, unit: String) {
    self.number = number
    self.unit = unit
  }

  /// `nil` for a text that is not a finite number with or without a unit.
  init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard let first = parts.first else { return nil }
    // "105us": the longest beginning that is a number.
    let number = first.prefix(while: { $0.isNumber || "+-.eE".contains($0) })
    guard let value = Double(number), value.isFinite else { return nil }
    let unit = (first.dropFirst(number.count) + (parts.count > 1 ? parts[1] : "")).trimmed
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

  /// The figure with enough digits to read back as the same number.
  var exact: String { withUnit("\(number)") }

  /// The figure for people, without needless decimals: "105 us".
  var plain: String { withUnit(Int(exactly: number).map { "\($0)" } ?? "\(number)") }

  /// Rounded to significant digits: "98.20 us".
  func rounded(to digits: Int) -> String { withUnit(Numerals.significant(number, digits: digits)) }

  private func withUnit(_ number: String) -> String { unit.isEmpty ? number : "\(number) \(unit)" }
}

extension InputNode {
  /// The value at a dotted key; `nil` where there is none.
  func value(at key: String) -> InputNode? {
    var node = self
    for name in key.split(separator: ".") {
      guard case .mapping(let entries) = node.content, let next = entries.first(where: { $0.key == name })
      else { return nil }
      node = next.value
    }
    return node
  }

  /// Dotted keys of all mappings that hold a value with its evidence, in the order of the file.
  var figureKeys: [String] {
    guard case .mapping(let entries) = content else { return [] }
    let names = entries.map(\.key)
    if names.contains("value"), names.contains("evidence") { return [key] }
    return entries.flatMap { $0.value.figureKeys }
  }

  /// Every scalar with its key, in the order of the file: the content of a document apart from its form.
  var scalars: [String] {
    switch content {
    case .mapping(let entries): entries.flatMap { $0.value.scalars }
    case .list(let items): items.flatMap { $0.scalars }
    default: ["\(key) = \(written)"]
    }
  }

  /// A scalar as text.
  var written: String {
    switch content {
    case .text(let text): text
    case .integer(let value): "\(Double(value))"
    case .number(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .null, .list, .mapping: "-"
    }
  }
}
