import Inputs
import Quantities

/// What a published figure counts.
public enum PublishedUnit: String, Sendable, Hashable, CaseIterable, Codable {
  /// Seconds.
  case time = "s"
  /// Bytes.
  case information = "B"
  /// Tokens per second.
  case tokenRate = "tok/s"
  /// Parameters.
  case parameters
  /// Floating-point operations.
  case operations = "FLOP"
  /// A ratio or a plain count.
  case number = ""

  /// The value in the base unit: "57674 tok/s", "14.76 ms", "671e9 parameters", "2400".
  /// - Throws: `Diagnostic` for a missing or foreign unit, and for what is not above zero.
  func value(_ node: InputNode) throws -> Double {
    switch self {
    case .time: try node.quantity(Seconds.self).value
    case .information: try node.quantity(Bytes.self).value
    case .operations: try node.quantity(FLOPs.self).value
    case .number: try node.number(atLeast: .leastNonzeroMagnitude)
    case .tokenRate, .parameters: try count(node)
    }
  }

  private func count(_ node: InputNode) throws -> Double {
    let words = try node.text().split(separator: " ")
    guard words.count == 2, words[1] == rawValue, let value = Double(words[0]), value.isFinite, value > 0 else {
      throw node.fault("unit-wrong", expected: "a number above zero of \(rawValue), for example \"1200 \(rawValue)\"")
    }
    return value
  }

  /// A value as people read it: "14.8 ms", "7,209 tok/s", "671 B" parameters.
  /// - Parameter value: In the base unit.
  public func text(_ value: Double) -> String {
    switch self {
    case .time: "\(Seconds(value))"
    case .information: "\(Bytes(value))"
    case .operations: "\(FLOPs(value))"
    case .parameters: "\(Numerals.significant(value / 1e9)) B"
    case .tokenRate:
      value < 1000 ? "\(Numerals.significant(value)) tok/s" : "\(Numerals.grouped(rounding: value)) tok/s"
    case .number: value < 100 ? Numerals.significant(value) : Numerals.grouped(rounding: value)
    }
  }
}
