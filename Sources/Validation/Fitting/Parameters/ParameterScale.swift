import Foundation

/// The space in which a parameter is moved, so that a step and a prior's width mean the same wherever it stands.
public enum ParameterScale: String, Sendable, Hashable, Codable {
  /// ln x, for times and factors: a width of 0.3 is a factor of 1.35. The lower bound is above zero.
  case logarithmic
  /// ln((x − lower) / (upper − x)), for shares between their bounds: a width of 1 at 0.5 of 0…1 is 0.25.
  case logistic
  /// x itself, for figures that may be zero; a width is in the parameter's unit.
  case linear

  /// A logistic position is infinite at the bounds; this close to them is as good as there.
  private static let margin = 1e-3

  /// - Parameters:
  ///   - value: In the parameter's unit; a value outside of the bounds counts as the nearest bound.
  ///   - bounds: Of the values.
  public func position(of value: Double, in bounds: ClosedRange<Double>) -> Double {
    let value = min(max(value, bounds.lowerBound), bounds.upperBound)
    switch self {
    case .logarithmic: return log(value)
    case .linear: return value
    case .logistic:
      let share = (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
      let inner = min(max(share, Self.margin), 1 - Self.margin)
      return log(inner / (1 - inner))
    }
  }

  /// The inverse of `position`; never outside of the bounds.
  public func value(at position: Double, in bounds: ClosedRange<Double>) -> Double {
    let value =
      switch self {
      case .logarithmic: exp(position)
      case .linear: position
      case .logistic: bounds.lowerBound + (bounds.upperBound - bounds.lowerBound) / (1 + exp(-position))
      }
    // There and back must be the bound itself, not the number beside it.
    for bound in [bounds.lowerBound, bounds.upperBound] where abs(value - bound) <= 1e-12 * abs(bound) { return bound }
    return min(max(value, bounds.lowerBound), bounds.upperBound)
  }

  /// dx/dz: what a small step of the position moves the value by.
  public func slope(at value: Double, in bounds: ClosedRange<Double>) -> Double {
    switch self {
    case .logarithmic: value
    case .linear: 1
    case .logistic:
      (value - bounds.lowerBound) * (bounds.upperBound - value) / (bounds.upperBound - bounds.lowerBound)
    }
  }
}
