/// The record of how a value was computed: a node of a directed acyclic graph whose leaves are inputs and calibrated
/// figures.
///
/// Nodes are written by the operators of `Explained`, so the text of a formula cannot drift from what was computed.
public final class Derivation: Sendable {
  /// The name of the value in output; empty for an intermediate of a formula.
  public let name: String
  /// The value, in the base unit of its dimension.
  public let value: Double
  /// The symbol of the base unit.
  public let unit: String
  /// The operation that gave the value.
  public let operation: Operation
  /// The operands of the operation; empty for a leaf.
  public let operands: [Derivation]
  /// For leaves, the place where the figure is given. Also set on a named formula that follows a publication.
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

  /// The value computed again from the operands. It equals `value` at every node.
  public func recompute() -> Double { operation.evaluate(operands.map(\.value)) ?? value }

  /// The formula with operands by name: "(weights read + KV read) / HBM bandwidth".
  public var formula: String { FormulaPrinter.formula(of: self) }

  @usableFromInline
  func named(_ name: String, source: DerivationSource? = nil) -> Derivation {
    Derivation(
      name: name, value: value, unit: unit, operation: operation, operands: operands, source: source ?? self.source)
  }
}

/// The first fault in a table of derivations. The caller adds the file.
public struct DerivationFault: Error, Equatable, Sendable {
  /// What an entry can contradict.
  public enum Kind: Equatable, Sendable {
    /// Its operands do not precede it, or are too few or too many.
    case operand
    /// Its value is not what its operation gives.
    case value
  }

  public let kind: Kind
  /// The index of the faulty entry.
  public let entry: Int
  /// The faulty key of the entry: "operands[1]", "value".
  public let key: String
  /// The value found, with the name of the entry.
  public let found: String
  /// The value expected, in words.
  public let expected: String
}

/// The source of a leaf of a derivation: a file and key, or evidence in words.
public struct DerivationSource: Sendable, Hashable, Codable {
  /// The file, catalogue entry, flag or calibration that holds the figure.
  public let file: String
  /// The key in the file: "pools[0].accelerator", "hbm.denseWeights".
  public let key: String
  /// The evidence for the figure, where the source gives it.
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

  /// The value formatted for people: "49.92 ms", "20,800", "3.000 USD/GPU/h".
  /// - Parameter significantDigits: The number of significant digits.
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
