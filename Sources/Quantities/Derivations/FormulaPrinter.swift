/// Writes the formula of a derivation; named operands by their name, unnamed ones in place.
enum FormulaPrinter {
  static func formula(of node: Derivation) -> String {
    node.operation == .given ? literal(node) : expression(node, outerPrecedence: 0)
  }

  private static func literal(_ node: Derivation) -> String {
    let number = Numerals.significant(node.value, digits: 4)
    let trimmed =
      node.value == node.value.rounded() && abs(node.value) < 1e15 ? String(Int(node.value)) : number
    return node.unit.isEmpty ? trimmed : "\(trimmed) \(node.unit)"
  }

  private static func operand(_ node: Derivation, outerPrecedence: Int) -> String {
    if !node.name.isEmpty { return node.name }
    guard node.operation == .given else { return expression(node, outerPrecedence: outerPrecedence) }
    return node.value < 0 && outerPrecedence > 0 ? "(\(literal(node)))" : literal(node)
  }

  private static func expression(_ node: Derivation, outerPrecedence: Int) -> String {
    switch node.operation {
    case .given: return literal(node)
    case .sum: return infix(node, " + ", precedence: 1, outerPrecedence)
    case .difference: return infix(node, " - ", precedence: 1, outerPrecedence)
    case .product: return infix(node, " × ", precedence: 2, outerPrecedence)
    case .quotient: return infix(node, " / ", precedence: 2, outerPrecedence)
    case .power: return infix(node, "^", precedence: 3, outerPrecedence)
    case .maximum: return call("max", node)
    case .minimum: return call("min", node)
    case .ceiling: return call("ceil", node)
    case .squareRoot: return call("sqrt", node)
    case .naturalLogarithm: return call("ln", node)
    }
  }

  private static func infix(_ node: Derivation, _ symbol: String, precedence: Int, _ outer: Int) -> String {
    // The right operand of - and / must be bracketed even at equal precedence, and the base of a power.
    let text = node.operands.enumerated().map { index, child in
      operand(child, outerPrecedence: index == 0 && node.operation != .power ? precedence : precedence + 1)
    }.joined(separator: symbol)
    return precedence < outer ? "(\(text))" : text
  }

  private static func call(_ function: String, _ node: Derivation) -> String {
    "\(function)(\(node.operands.map { operand($0, outerPrecedence: 0) }.joined(separator: ", ")))"
  }
}
