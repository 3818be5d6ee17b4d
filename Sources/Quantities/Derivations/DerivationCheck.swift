/// Computes a table of derivations again: what was read from a file may have been changed by anyone.
struct DerivationCheck {
  private let entries: [DerivationTable.Entry]

  /// Libraries differ in the last bits of powers and logarithms.
  private static let tolerance = 1e-12

  init(_ entries: [DerivationTable.Entry]) { self.entries = entries }

  /// - Throws: `DerivationFault` for the first entry that does not follow from earlier ones.
  func run() throws(DerivationFault) {
    for index in entries.indices {
      try checkOperands(of: index)
      try checkValue(of: index)
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
    guard value.isFinite, abs(value - entry.value) <= Self.tolerance * abs(value) else {
      throw fault(
        "value", index, key: "value", found: "\(entry.value)",
        expected: "\(value), which its \(entry.operation.rawValue) gives")
    }
  }

  private func fault(
    _ kind: String, _ index: Int, key: String, found: String, expected: String
  ) -> DerivationFault {
    let name = entries[index].name.map { " in \"\($0)\"" } ?? ""
    return DerivationFault(
      id: "derivation-\(kind)", entry: index, key: key, found: found + name, expected: expected)
  }
}
