/// A derivation graph as a list: each node once, operands before their users, in a fixed order.
public struct DerivationTable: Sendable, Codable {
  /// One node; `operands` are indices into the table.
  public struct Entry: Sendable, Codable, Equatable {
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
  }

  /// Operands stand before the nodes that use them.
  public private(set) var entries: [Entry] = []
  private var indices: [ObjectIdentifier: Int] = [:]

  enum CodingKeys: String, CodingKey { case entries }

  /// An empty table.
  public init() {}

  /// Adds a node and what it rests on; a node that is there already is found again.
  /// - Returns: The index of the node.
  public mutating func add(_ node: Derivation) -> Int {
    if let index = indices[ObjectIdentifier(node)] { return index }
    let operands = node.operands.map { add($0) }
    entries.append(
      Entry(
        name: node.name.isEmpty ? nil : node.name, value: node.value, unit: node.unit, operation: node.operation,
        operands: operands.isEmpty ? nil : operands, formula: node.operation == .given ? nil : node.formula,
        source: node.source))
    indices[ObjectIdentifier(node)] = entries.count - 1
    return entries.count - 1
  }
}
