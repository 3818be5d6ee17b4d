import Quantities

/// What an axis is set to: a value, or a multiple of what it is in every pool and tier.
public enum AxisSetting: Sendable, Hashable {
  /// In the base unit of the axis.
  case value(Double)
  /// Of the present value.
  case factor(Double)

  func applied(to present: Double) -> Double {
    switch self {
    case .value(let value): value
    case .factor(let factor): factor * present
    }
  }
}
