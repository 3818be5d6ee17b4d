import Glibc
import FoundationEssentials

/// A figure of a calibration that a fit may change: its place, bounds and prior.
public struct FittedParameter: Sendable, Hashable {
  /// Dotted key in the calibration: "families.hopper.overhead.mixtureLayer".
  public let key: String
  /// The unit that values are in, as files write it: "us"; empty for a number.
  public let unit: String
  /// The space in which it is moved.
  public let scale: ParameterScale
  /// The physical bounds, in the unit.
  public let bounds: ClosedRange<Double>
  /// The shipped figure, in the unit: the mean of the prior.
  public let prior: Double
  /// The standard deviation of the prior, in the transformed space; infinite for a flat prior.
  public let priorWidth: Double

  public init(
    key: String, unit: String = "", scale: ParameterScale, bounds: ClosedRange<Double>, prior: Double,
    priorWidth: Double
  ) {
    self.key = key
    self.unit = unit
    self.scale = scale
    self.bounds = bounds
    self.prior = prior
    self.priorWidth = priorWidth
  }

  /// The initial position, in the transformed space.
  var startPosition: Double { scale.position(of: prior, in: bounds) }
  /// The bounds in the transformed space.
  var positionBounds: ClosedRange<Double> {
    scale.position(of: bounds.lowerBound, in: bounds)...scale.position(of: bounds.upperBound, in: bounds)
  }
  /// 1 / width²: how strongly the prior holds it.
  var precision: Double { 1 / (priorWidth * priorWidth) }

  /// The value at a position of the transformed space.
  func value(at position: Double) -> Double { scale.value(at: position, in: bounds) }

  /// Whether a position is at a bound, or so near that the bound is active.
  func isAtBound(_ position: Double) -> Bool {
    let range = positionBounds
    let tolerance = 1e-3 * (range.upperBound - range.lowerBound)
    return position <= range.lowerBound + tolerance || position >= range.upperBound - tolerance
  }
}

/// A kind of figure that measured runs may move, for every family of a calibration.
public struct FittableParameter: Sendable, Hashable {
  /// The dotted key, in which `*` stands for one name: "families.*.overhead.mixtureLayer".
  public let pattern: String
  /// The unit of bounds and of a linear width: "us"; empty for a number.
  public let unit: String
  /// The space in which it is moved.
  public let scale: ParameterScale
  /// The physical bounds, in the unit.
  public let bounds: ClosedRange<Double>
  /// The standard deviation of the prior, in the transformed space.
  public let priorWidth: Double
  /// The meaning of the parameter, for the report.
  public let meaning: String

  public init(
    _ pattern: String, unit: String = "", scale: ParameterScale, bounds: ClosedRange<Double>, priorWidth: Double,
    meaning: String
  ) {
    self.pattern = pattern
    self.unit = unit
    self.scale = scale
    self.bounds = bounds
    self.priorWidth = priorWidth
    self.meaning = meaning
  }

  /// Whether a key is one of this kind.
  public func matches(_ key: String) -> Bool {
    let (names, wanted) = (key.split(separator: "."), pattern.split(separator: "."))
    return names.count == wanted.count && zip(names, wanted).allSatisfy { $1 == "*" || $0 == $1 }
  }
}

/// The transformation of a parameter, under which steps and prior widths mean the same at every value.
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
  ///   - value: The value in the parameter's unit; one outside of the bounds counts as the nearest bound.
  ///   - bounds: The bounds of the values.
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

  /// dx/dz: the derivative of the value by the position.
  public func slope(at value: Double, in bounds: ClosedRange<Double>) -> Double {
    switch self {
    case .logarithmic: value
    case .linear: 1
    case .logistic:
      (value - bounds.lowerBound) * (bounds.upperBound - value) / (bounds.upperBound - bounds.lowerBound)
    }
  }
}
