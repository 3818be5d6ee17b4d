/// A derivation graph as a list: each node once, operands before their users, in a fixed order.
public struct DerivationTable: Sendable, Codable {
  /// One node; `operands` are indices into the table.
  public struct Entry: Sendable, Codable, Equatable {
    public let name: String?
    public let value: Double
    public let unit: String
    public let operation: Operation
    public let operands: [Int]?
    public let formula: String?
    public let source: DerivationSource?
  }

  /// Operands stand before the nodes that use them.
  public private(set) var entries: [Entry] = []
  private var indices: [ObjectIdentifier: Int] = [:]

  enum CodingKeys: String, CodingKey { case entries }

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
