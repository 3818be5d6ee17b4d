/// Writes the formula of a derivation; named operands by their name, unnamed ones in place.
enum FormulaPrinter {
  /// A piece of a formula, and how strongly it holds together.
  struct Term {
    let text: String
    let precedence: Int
  }

  private static let whole = 4
  /// Beyond what anybody reads. A file may hold a graph whose formula would fill any memory.
  private static let longest = 4000

  static func formula(of node: Derivation) -> String {
    node.operation == .given ? literal(node.value, node.unit) : expression(of: node).text
  }

  /// What an operation makes of its operands.
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

  /// How a node stands in the formula of another.
  /// - Parameter expression: What its own operation makes of its operands.
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
