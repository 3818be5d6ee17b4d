import Inputs
import Plans

/// A figure that must not be passed.
struct Limit {
  let quantity: LimitedQuantity
  /// In the base unit of the quantity's measure.
  let value: Double
  let severity: Severity
  /// Where the value stands.
  let node: InputNode

  /// Whether a figure keeps it; rounding apart.
  func isKept(by figure: Double) -> Bool {
    switch quantity.side {
    case .atMost: figure <= value + 1e-9 * value.magnitude + 1e-15
    case .atLeast: figure >= value - 1e-9 * value.magnitude - 1e-15
    }
  }

  /// "TPOT of at most 50.0 ms".
  var requirement: String {
    let side = quantity.side == .atMost ? "at most" : "at least"
    return "\(quantity.noun) of \(side) \(quantity.measure.text(value))"
  }

  /// The limit as a figure.
  var figure: CheckedFigure {
    CheckedFigure(
      quantity: quantity.rawValue, value: value, unit: quantity.measure.unit, text: quantity.measure.text(value))
  }
}
