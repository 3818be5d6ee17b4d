import Foundation

/// What a node of a derivation did with its operands.
public enum Operation: String, Sendable, Codable, CaseIterable {
  /// A leaf: an input, a calibrated figure or a constant.
  case given
  case sum
  case difference
  case product
  case quotient
  case maximum
  case minimum
  /// The next whole number.
  case ceiling
  /// operand 0 to the power of operand 1.
  case power
  case squareRoot
  case naturalLogarithm

  /// The value that the operation gives; `nil` for a leaf, whose value is given.
  public func evaluate(_ operands: [Double]) -> Double? {
    switch self {
    case .given: nil
    case .sum: operands.reduce(0, +)
    case .difference: operands[0] - operands[1]
    case .product: operands.dropFirst().reduce(operands[0], *)
    case .quotient: operands[0] / operands[1]
    case .maximum: operands.dropFirst().reduce(operands[0], Swift.max)
    case .minimum: operands.dropFirst().reduce(operands[0], Swift.min)
    case .ceiling: operands[0].rounded(.up)
    case .power: pow(operands[0], operands[1])
    case .squareRoot: operands[0].squareRoot()
    case .naturalLogarithm: log(operands[0])
    }
  }

  /// How many operands it takes.
  public var operandCounts: ClosedRange<Int> {
    switch self {
    case .given: 0...0
    case .ceiling, .squareRoot, .naturalLogarithm: 1...1
    case .difference, .quotient, .power: 2...2
    case .sum, .product, .maximum, .minimum: 1...Int.max
    }
  }

  /// Reads one of the names.
  /// - Throws: `DecodingError` that says what stands there, for a name that is none.
  public init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    guard let operation = Self(rawValue: name) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "the unknown operation \"\(name)\""))
    }
    self = operation
  }
}
