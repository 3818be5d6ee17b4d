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

/// Why a table of derivations cannot be trusted: what was found and what was expected, for the caller to add the file.
public struct DerivationFault: Error, Equatable, Sendable {
  /// Stable identifier: "derivation-operand" or "derivation-value".
  public let id: String
  /// Index of the entry at fault.
  public let entry: Int
  /// The key in it: "operands[1]", "value".
  public let key: String
  /// What stands there, with the name of the entry.
  public let found: String
  /// What would have been right, in words.
  public let expected: String
}

/// Where a leaf of a derivation comes from: a file and key, or evidence in words.
public struct DerivationSource: Sendable, Hashable, Codable {
  /// The file, catalogue entry, flag or calibration that holds the figure.
  public let file: String
  /// The key in it: "pools[0].accelerator", "hbm.denseWeights".
  public let key: String
  /// Why the figure is what it is, where the source says so.
  public let evidence: String?

  public init(file: String, key: String, evidence: String? = nil) {
    self.file = file
    self.key = key
    self.evidence = evidence
  }
}

extension DerivationTable.Entry {
  private static let dimensions: [any Dimension.Type] = [
    Information.self, Time.self, DataRate.self, Arithmetic.self, ArithmeticRate.self, Money.self, Price.self,
  ]

  /// The value as a person reads it: "49.92 ms", "20,800", "3.000 USD/GPU/h".
  /// - Parameter significantDigits: How many digits carry meaning.
  public func valueText(significantDigits: Int = 4) -> String {
    func text<D: Dimension>(_: D.Type) -> String {
      Quantity<D>(value).formatted(significantDigits: significantDigits)
    }
    if let dimension = Self.dimensions.first(where: { $0.baseUnit.symbol == unit }) { return text(dimension) }
    let isLong = abs(value) >= 1000 || value == value.rounded()
    let number =
      isLong && abs(value) < 1e15
      ? Numerals.grouped(rounding: value) : Numerals.significant(value, digits: significantDigits)
    return unit.isEmpty ? number : "\(number) \(unit)"
  }
}
