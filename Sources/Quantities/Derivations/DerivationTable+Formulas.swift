extension DerivationTable {
  /// The same entries with the formulas that their operations give, whatever a file said.
  /// - Parameter entries: Operands stand before the entries that use them, as `check` makes sure.
  public static func withFormulas(_ entries: [Entry]) -> [Entry] {
    var terms: [FormulaPrinter.Term] = []
    return entries.map { entry in
      let isLeaf = entry.operation == .given
      let expression = FormulaPrinter.expression(entry.operation, (entry.operands ?? []).map { terms[$0] })
      terms.append(
        FormulaPrinter.operand(
          name: entry.name ?? "", value: entry.value, unit: entry.unit, operation: entry.operation,
          expression: expression))
      return Entry(
        name: entry.name, value: entry.value, unit: entry.unit, operation: entry.operation, operands: entry.operands,
        formula: isLeaf ? nil : expression.text, source: entry.source)
    }
  }
}
