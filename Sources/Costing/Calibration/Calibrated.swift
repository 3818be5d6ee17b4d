import Inputs
import Quantities

/// A calibrated figure with its evidence.
public struct Calibrated<D: Dimension>: Sendable, Hashable {
  /// The figure.
  public let quantity: Quantity<D>
  /// The calibration and key it stands under, and why it is what it is.
  public let source: DerivationSource

  /// The figure as a leaf of a derivation, named after its key.
  func leaf(recording: Bool) -> Explained<D> {
    Explained(
      source.key.split(separator: ".").suffix(2).joined(separator: "."), quantity, source: source, recording: recording)
  }
}

extension Calibrated {
  /// Reads `{value, evidence}`; a dimensioned value is text with its unit, `range` is in the base unit.
  init(_ node: InputNode, range: ClosedRange<Double>) throws {
    try node.allowOnly(["value", "evidence"])
    let evidence = try node.required("evidence", expected: "why the figure is what it is").text()
    let valueNode = try node.required("value", expected: D.name)
    let quantity: Quantity<D>
    if D.self == Scalar.self {
      quantity = Quantity(try valueNode.number(atLeast: range.lowerBound, atMost: range.upperBound))
    } else {
      quantity = try valueNode.quantity(Quantity<D>.self, allowZero: true)
      guard range.contains(quantity.value) else {
        throw valueNode.fault("out-of-range", expected: "at most \(Quantity<D>(range.upperBound))")
      }
    }
    self.init(quantity: quantity, source: DerivationSource(file: node.file, key: node.key, evidence: evidence))
  }
}
