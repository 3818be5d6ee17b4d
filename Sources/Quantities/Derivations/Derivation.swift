/// How a value came about: a node of a directed acyclic graph whose leaves are inputs and calibrated figures.
///
/// Nodes are written by the operators of `Explained`, so the text of a formula cannot drift from what was computed.
public final class Derivation: Sendable {
  /// What a person calls the value; empty for an intermediate of a formula.
  public let name: String
  /// In the base unit of its dimension.
  public let value: Double
  /// Symbol of the base unit.
  public let unit: String
  /// What was done with the operands.
  public let operation: Operation
  /// What it was done with; empty for a leaf.
  public let operands: [Derivation]
  /// For leaves: where the figure stands. Also set on a named formula that follows a publication.
  public let source: DerivationSource?

  @usableFromInline
  init(
    name: String = "", value: Double, unit: String, operation: Operation = .given, operands: [Derivation] = [],
    source: DerivationSource? = nil
  ) {
    self.name = name
    self.value = value
    self.unit = unit
    self.operation = operation
    self.operands = operands
    self.source = source
  }

  /// The value computed again from the operands; equal to `value` at every node.
  public func recompute() -> Double { operation.evaluate(operands.map(\.value)) ?? value }

  /// The formula with operands by name: "(weights read + KV read) / HBM bandwidth".
  public var formula: String { FormulaPrinter.formula(of: self) }

  @usableFromInline
  func named(_ name: String, source: DerivationSource? = nil) -> Derivation {
    Derivation(
      name: name, value: value, unit: unit, operation: operation, operands: operands, source: source ?? self.source)
  }
}
