/// A derivation graph as a list, operands before their users, in a fixed order. Equal entries are stored once.
public struct DerivationTable: Sendable, Codable {
  /// One node. `operands` are indices into the table.
  public struct Entry: Sendable, Codable, Hashable {
    /// The name of the value in output; `nil` for an intermediate.
    public let name: String?
    /// The value, in the base unit of its dimension.
    public let value: Double
    /// The symbol of the base unit.
    public let unit: String
    /// The operation that gave the value.
    public let operation: Operation
    /// Indices of earlier entries; `nil` for a leaf.
    public let operands: [Int]?
    /// The formula with operands by name; `nil` for a leaf.
    public let formula: String?
    /// The place where a leaf is given, or the publication that a formula follows.
    public let source: DerivationSource?

    public init(
      name: String? = nil, value: Double, unit: String, operation: Operation = .given, operands: [Int]? = nil,
      formula: String? = nil, source: DerivationSource? = nil
    ) {
      self.name = name
      self.value = value
      self.unit = unit
      self.operation = operation
      self.operands = operands
      self.formula = formula
      self.source = source
    }
  }

  /// The nodes, operands before their users.
  public private(set) var entries: [Entry] = []
  private var indices: [ObjectIdentifier: Int] = [:]
  private var indicesByContent: [Entry: Int] = [:]

  enum CodingKeys: String, CodingKey { case entries }

  public init() {}

  /// Checks that every operand is an earlier entry and that every value follows from its operands. Formulas are not
  /// checked; `withFormulas` writes them again.
  /// - Throws: `DerivationFault` for the first faulty entry.
  public static func check(_ entries: [Entry]) throws(DerivationFault) { try DerivationCheck(entries: entries).run() }

  /// Adds a node and its operands; a node that is already in the table keeps its index.
  /// - Returns: The index of the node.
  public mutating func add(_ node: Derivation) -> Int {
    if let index = indices[ObjectIdentifier(node)] { return index }
    let operands = node.operands.map { add($0) }
    let entry = Entry(
      name: node.name.isEmpty ? nil : node.name, value: node.value, unit: node.unit, operation: node.operation,
      operands: operands.isEmpty ? nil : operands, formula: node.operation == .given ? nil : node.formula,
      source: node.source)
    let index = indicesByContent[entry] ?? entries.count
    if index == entries.count { entries.append(entry) }
    indices[ObjectIdentifier(node)] = index
    indicesByContent[entry] = index
    return index
  }
}

/// Computes a table of derivations again, since a table read from a file may have been edited.
private struct DerivationCheck {
  let entries: [DerivationTable.Entry]

  /// Relative tolerance: C libraries differ in the last bits of powers and logarithms.
  private static let tolerance = 1e-12

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
        .operand, index, key: "operands[\(position)]", found: "\(operand)",
        expected: index == 0
          ? "no operands in the first entry" : "0 to \(index - 1), as operands stand before the entries that use them")
    }
    let counts = entry.operation.operandCounts
    guard counts.contains(operands.count) else {
      let most = counts.upperBound == .max ? "or more" : "to \(counts.upperBound)"
      let expected = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) \(most)"
      throw fault(
        .operand, index, key: "operands", found: "\(operands.count) of them",
        expected: "\(expected) for the operation \"\(entry.operation.rawValue)\"")
    }
  }

  private func checkValue(of index: Int) throws(DerivationFault) {
    let entry = entries[index]
    guard let value = entry.operation.evaluate((entry.operands ?? []).map { entries[$0].value }) else { return }
    guard value.isFinite, abs(value - entry.value) <= Self.tolerance * abs(value) else {
      throw fault(
        .value, index, key: "value", found: "\(entry.value)",
        expected: "\(value), which its \(entry.operation.rawValue) gives")
    }
  }

  private func fault(
    _ kind: DerivationFault.Kind, _ index: Int, key: String, found: String, expected: String
  ) -> DerivationFault {
    let name = entries[index].name.map { " in \"\($0)\"" } ?? ""
    return DerivationFault(
      kind: kind, entry: index, key: key, found: found + name, expected: expected)
  }
}

extension DerivationTable {
  /// The same entries with the formulas that their operations give; formulas read from a file are discarded.
  /// - Parameter entries: Entries in which operands precede their users, which `check` verifies.
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
