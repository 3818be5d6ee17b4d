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
}
