import Validation

/// Every measured quantity of every row beside its prediction, as `layline validate --predictions` writes them.
public struct PredictionTable: Sendable, CustomStringConvertible {
  private static let header = ["id", "quantity", "measured", "predicted", "unit"]

  private let comparisons: [Comparison]

  /// - Parameter validation: What is written down.
  public init(_ validation: RunValidation) {
    comparisons = validation.comparisons
  }

  /// Comma-separated values with a header, in base units; a cell is empty where there is no figure.
  public var description: String {
    let rows = comparisons.map { comparison in
      [
        comparison.id, comparison.quantity.rawValue, Self.number(comparison.measured),
        Self.number(comparison.predicted), comparison.quantity.unit,
      ]
    }
    return ([Self.header] + rows).map { $0.map(Self.cell).joined(separator: ",") }.joined(separator: "\n")
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n\r\n".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
