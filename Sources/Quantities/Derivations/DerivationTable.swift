/// A derivation graph as a list: operands before their users, in a fixed order. What is derived alike stands there once.
public struct DerivationTable: Sendable, Codable {
  /// One node; `operands` are indices into the table.
  public struct Entry: Sendable, Codable, Hashable {
    /// What a person calls the value; `nil` for an intermediate.
    public let name: String?
    /// In the base unit of its dimension.
    public let value: Double
    /// Symbol of the base unit.
    public let unit: String
    /// What was done with the operands.
    public let operation: Operation
    /// Indices of entries that stand earlier; `nil` for a leaf.
    public let operands: [Int]?
    /// With operands by name; `nil` for a leaf.
    public let formula: String?
    /// Where a leaf stands, or what a formula follows.
    public let source: DerivationSource?

    /// - Parameters: As the properties of the same names.
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

  /// Operands stand before the nodes that use them.
  public private(set) var entries: [Entry] = []
  private var indices: [ObjectIdentifier: Int] = [:]
  private var indicesByContent: [Entry: Int] = [:]

  enum CodingKeys: String, CodingKey { case entries }

  /// An empty table.
  public init() {}

  /// Refuses entries that do not follow from each other: an operand that is no earlier entry, or a value that its
  /// operands do not give. Formulas are not read: `withFormulas` writes them again.
  /// - Throws: `DerivationFault` that names the first entry at fault.
  public static func check(_ entries: [Entry]) throws(DerivationFault) { try DerivationCheck(entries).run() }

  /// Adds a node and what it rests on; what is there already is found again.
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
