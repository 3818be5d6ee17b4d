import Glibc
import FoundationEssentials

/// Writes the formula of a derivation. Named operands appear by name, unnamed ones as the formula that gives them.
enum FormulaPrinter {
  /// A piece of a formula with its operator precedence.
  struct Term {
    let text: String
    let precedence: Int
  }

  private static let whole = 4
  /// The most bytes of a formula; a longer one is printed as "…". A file may hold a graph whose formula would fill the
  /// memory.
  private static let longest = 4000

  static func formula(of node: Derivation) -> String {
    node.operation == .given ? literal(node.value, node.unit) : expression(of: node).text
  }

  /// The formula of an operation on operands.
  static func expression(_ operation: Operation, _ terms: [Term]) -> Term {
    guard let (symbol, precedence) = infix(operation) else {
      let text = "\(function(operation))(\(terms.map(\.text).joined(separator: ", ")))"
      return Term(text: text.utf8.count > longest ? "…" : text, precedence: whole)
    }
    if terms.count == 1 { return terms[0] }
    // The right operand of - and / must be bracketed even at equal precedence, and the base of a power.
    let text = terms.enumerated().map { index, term in
      let least = index == 0 && operation != .power ? precedence : precedence + 1
      return term.precedence < least ? "(\(term.text))" : term.text
    }.joined(separator: symbol)
    return text.utf8.count > longest ? Term(text: "…", precedence: whole) : Term(text: text, precedence: precedence)
  }

  /// A node as an operand in the formula of another.
  /// - Parameter expression: The formula of the node itself, used where the node is unnamed and no leaf.
  static func operand(
    name: String, value: Double, unit: String, operation: Operation, expression: @autoclosure () -> Term
  ) -> Term {
    if !name.isEmpty { return Term(text: name, precedence: whole) }
    guard operation == .given else { return expression() }
    return Term(text: literal(value, unit), precedence: value < 0 ? 0 : whole)
  }

  private static func expression(of node: Derivation) -> Term {
    expression(
      node.operation,
      node.operands.map {
        operand(
          name: $0.name, value: $0.value, unit: $0.unit, operation: $0.operation, expression: expression(of: $0))
      })
  }

  private static func literal(_ value: Double, _ unit: String) -> String {
    let number = Numerals.significant(value, digits: 4)
    let trimmed = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : number
    return unit.isEmpty ? trimmed : "\(trimmed) \(unit)"
  }

  private static func infix(_ operation: Operation) -> (symbol: String, precedence: Int)? {
    switch operation {
    case .sum: (" + ", 1)
    case .difference: (" - ", 1)
    case .product: (" × ", 2)
    case .quotient: (" / ", 2)
    case .power: ("^", 3)
    default: nil
    }
  }

  private static func function(_ operation: Operation) -> String {
    switch operation {
    case .maximum: "max"
    case .minimum: "min"
    case .ceiling: "ceil"
    case .squareRoot: "sqrt"
    case .naturalLogarithm: "ln"
    default: ""
    }
  }
}

/// An arithmetic operation of a derivation.
public enum Operation: String, Sendable, Codable, CaseIterable {
  /// A leaf: an input, a calibrated figure or a constant.
  case given
  case sum
  case difference
  case product
  case quotient
  case maximum
  case minimum
  /// Rounding up to a whole number.
  case ceiling
  /// Operand 0 to the power of operand 1.
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

  /// The allowed numbers of operands.
  public var operandCounts: ClosedRange<Int> {
    switch self {
    case .given: 0...0
    case .ceiling, .squareRoot, .naturalLogarithm: 1...1
    case .difference, .quotient, .power: 2...2
    case .sum, .product, .maximum, .minimum: 1...Int.max
    }
  }

  /// Reads the name of an operation.
  /// - Throws: `DecodingError` that quotes an unknown name.
  public init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    guard let operation = Self(rawValue: name) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "the unknown operation \"\(name)\""))
    }
    self = operation
  }
}
