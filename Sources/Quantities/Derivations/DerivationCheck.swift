/// Computes a table of derivations again: what was read from a file may have been changed by anyone.
struct DerivationCheck {
  private let entries: [DerivationTable.Entry]
  /// How each entry stands in the formulas of later ones.
  private var terms: [FormulaPrinter.Term] = []

  /// Libraries differ in the last bits of powers and logarithms.
  private static let tolerance = 1e-12

  init(_ entries: [DerivationTable.Entry]) { self.entries = entries }

  /// - Throws: `DerivationFault` for the first entry that does not follow from earlier ones.
  mutating func run() throws(DerivationFault) {
    for index in entries.indices {
      try checkOperands(of: index)
      try checkValue(of: index)
      try checkFormula(of: index)
    }
  }

  private func checkOperands(of index: Int) throws(DerivationFault) {
    let entry = entries[index]
    let operands = entry.operands ?? []
    for (position, operand) in operands.enumerated() where !(0..<index).contains(operand) {
      throw fault(
        "operand", index, key: "operands[\(position)]", found: "\(operand)",
        expected: index == 0
          ? "no operands in the first entry" : "0 to \(index - 1), as operands stand before the entries that use them")
    }
    let counts = entry.operation.operandCounts
    guard counts.contains(operands.count) else {
      let most = counts.upperBound == .max ? "or more" : "to \(counts.upperBound)"
      let expected = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) \(most)"
      throw fault(
        "operand", index, key: "operands", found: "\(operands.count) of them",
        expected: "\(expected) for the operation \"\(entry.operation.rawValue)\"")
    }
  }

  private func checkValue(of index: Int) throws(DerivationFault) {
    let entry = entries[index]
    guard let value = entry.operation.evaluate((entry.operands ?? []).map { entries[$0].value }) else { return }
    guard abs(value - entry.value) <= Self.tolerance * abs(value) else {
      throw fault(
        "value", index, key: "value", found: "\(entry.value)",
        expected: "\(value), which its \(entry.operation.rawValue) gives")
    }
  }

  /// Operands were checked before, so that no formula that is put together is much longer than what stands in the table.
  private mutating func checkFormula(of index: Int) throws(DerivationFault) {
    let entry = entries[index]
    let isLeaf = entry.operation == .given
    let expression = FormulaPrinter.expression(entry.operation, (entry.operands ?? []).map { terms[$0] })
    guard entry.formula == (isLeaf ? nil : expression.text) else {
      throw fault(
        "formula", index, key: "formula", found: entry.formula.map { "\"\($0)\"" } ?? "none",
        expected: isLeaf ? "none for a leaf" : "\"\(expression.text)\", which its operands give")
    }
    terms.append(
      FormulaPrinter.operand(
        name: entry.name ?? "", value: entry.value, unit: entry.unit, operation: entry.operation,
        expression: expression))
  }

  private func fault(
    _ kind: String, _ index: Int, key: String, found: String, expected: String
  ) -> DerivationFault {
    let name = entries[index].name.map { " in \"\($0)\"" } ?? ""
    return DerivationFault(
      id: "derivation-\(kind)", entry: index, key: key, found: found + name, expected: expected)
  }
}
