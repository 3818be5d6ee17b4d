/// Writes the formula of a derivation; named operands by their name, unnamed ones in place.
enum FormulaPrinter {
  /// How an operand stands in a formula, and how strongly its text holds together.
  struct Term {
    let text: String
    let precedence: Int
  }

  static func formula(of node: Derivation) -> String {
    node.operation == .given
      ? literal(node.value, node.unit)
      : formula(
        node.operation,
        node.operands.map {
          term(name: $0.name, value: $0.value, unit: $0.unit, operation: $0.operation, formula: $0.formula)
        })
  }

  /// - Parameter entries: A table in which the operands of `entry` stand.
  static func formula(of entry: DerivationTable.Entry, in entries: [DerivationTable.Entry]) -> String {
    formula(
      entry.operation,
      (entry.operands ?? []).map {
        let operand = entries[$0]
        return term(
          name: operand.name ?? "", value: operand.value, unit: operand.unit, operation: operand.operation,
          formula: operand.formula ?? "")
      })
  }

  private static let whole = 4

  private static func term(
    name: String, value: Double, unit: String, operation: Operation, formula: @autoclosure () -> String
  ) -> Term {
    if !name.isEmpty { return Term(text: name, precedence: whole) }
    guard operation == .given else { return Term(text: formula(), precedence: infix(operation)?.precedence ?? whole) }
    return Term(text: literal(value, unit), precedence: value < 0 ? 0 : whole)
  }

  private static func literal(_ value: Double, _ unit: String) -> String {
    let number = Numerals.significant(value, digits: 4)
    let trimmed = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : number
    return unit.isEmpty ? trimmed : "\(trimmed) \(unit)"
  }

  private static func formula(_ operation: Operation, _ terms: [Term]) -> String {
    guard let (symbol, precedence) = infix(operation) else {
      return "\(function(operation))(\(terms.map(\.text).joined(separator: ", ")))"
    }
    // The right operand of - and / must be bracketed even at equal precedence, and the base of a power.
    return terms.enumerated().map { index, term in
      let least = index == 0 && operation != .power ? precedence : precedence + 1
      return term.precedence < least ? "(\(term.text))" : term.text
    }.joined(separator: symbol)
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
