import Formats
import Quantities

/// The measure of a limited quantity, in which it is read and printed.
enum LimitMeasure {
  case time
  case bytes
  case share
  case number
  case count
  case dollars
  case dollarsPerHour

  /// The unit of values in documents.
  var unit: String {
    switch self {
    case .time: "s"
    case .bytes: "B"
    case .share, .number, .count: ""
    case .dollars: "USD"
    case .dollarsPerHour: "USD/h"
    }
  }

  /// A value as a policy gives it.
  /// - Throws: `Diagnostic` of the node.
  func value(_ node: InputNode) throws -> Double {
    switch self {
    case .time: try node.quantity(Seconds.self).value
    case .bytes: try node.quantity(Bytes.self, allowZero: true).value
    case .share: try Self.share(node)
    case .number: try node.number(atLeast: 0)
    case .count: Double(try node.integer(atLeast: 1, atMost: 1 << 24))
    case .dollars, .dollarsPerHour: try Self.amount(node, unit: unit)
    }
  }

  /// The value for people.
  func text(_ value: Double) -> String {
    switch self {
    case .time: "\(Seconds(value))"
    case .bytes: "\(Bytes(value))"
    case .share: Numerals.percent(value, decimals: value < 0.01 ? 2 : 1)
    case .number: value < 9999.5 ? Numerals.significant(value, digits: 4) : Numerals.grouped(rounding: value)
    case .count: Numerals.grouped(rounding: value)
    case .dollars, .dollarsPerHour: "\(Numerals.significant(value)) \(unit)"
    }
  }

  /// The value as a policy gives it, rounded so that it reads back as no less (`roundingUp`) or no more.
  func written(_ value: Double, roundingUp: Bool) -> String {
    func rounded(_ scaled: Double) -> Double {
      guard scaled != 0 else { return 0 }
      let step = LimitMeasure.power(of: scaled)
      return (scaled / step).rounded(roundingUp ? .up : .down) * step
    }
    switch self {
    case .time: return Self.decimal(rounded(value * 1e3)) + " ms"
    case .bytes: return Self.decimal(rounded(value / 1e9)) + " GB"
    case .share: return Self.decimal(rounded(value * 100)) + " %"
    case .number: return Self.decimal(rounded(value))
    case .count: return "\(Int(max(-1e15, min(1e15, value)).rounded(roundingUp ? .up : .down)))"
    case .dollars, .dollarsPerHour: return Self.decimal(rounded(value)) + " \(unit)"
    }
  }

  /// A hundredth of the leading digit's place.
  private static func power(of value: Double) -> Double {
    var step = 0.01
    while value.magnitude / step >= 1000 { step *= 10 }
    while value.magnitude / step < 100 { step /= 10 }
    return step
  }

  private static func decimal(_ value: Double) -> String { Numerals.significant(value, digits: 3) }

  private static func share(_ node: InputNode) throws -> Double {
    // Shares of a demand may exceed one.
    guard case .text(let text) = node.content, text.hasSuffix("%"),
      let percent = Double(text.dropLast().filter { $0 != " " }), percent.isFinite, percent >= 0, percent <= 1e6
    else { return try node.share() }
    return percent / 100
  }

  private static func amount(_ node: InputNode, unit: String) throws -> Double {
    guard case .text(let text) = node.content, text.hasSuffix(" \(unit)"),
      let amount = Double(text.dropLast(unit.count + 1)), amount.isFinite, amount >= 0
    else { throw node.fault(.unitWrong, expected: "an amount with its unit, such as \"0.7 \(unit)\"") }
    return amount
  }
}
