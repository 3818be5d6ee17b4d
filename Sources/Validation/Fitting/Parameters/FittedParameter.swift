/// A figure of a calibration that a fit may move: where it stands, how far it may go and what was known before.
public struct FittedParameter: Sendable, Hashable {
  /// Dotted key in the calibration: "families.hopper.overhead.mixtureLayer".
  public let key: String
  /// The unit that values are in, as files write it: "us"; empty for a number.
  public let unit: String
  /// The space in which it is moved.
  public let scale: ParameterScale
  /// What is physically possible, in the unit.
  public let bounds: ClosedRange<Double>
  /// The shipped figure, in the unit: the mean of what was known before.
  public let prior: Double
  /// One standard deviation of what was known before, in the transformed space; infinite where nothing was known.
  public let priorWidth: Double

  /// - Parameters: As the properties of the same names.
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

  /// Where the fit starts, in the transformed space.
  var startPosition: Double { scale.position(of: prior, in: bounds) }
  /// The bounds in the transformed space.
  var positionBounds: ClosedRange<Double> {
    scale.position(of: bounds.lowerBound, in: bounds)...scale.position(of: bounds.upperBound, in: bounds)
  }
  /// 1 / width²: how strongly the prior holds it.
  var precision: Double { 1 / (priorWidth * priorWidth) }

  /// The value at a position of the transformed space.
  func value(at position: Double) -> Double { scale.value(at: position, in: bounds) }

  /// Whether a position is at a bound, or so near that the bound is what holds it.
  func isAtBound(_ position: Double) -> Bool {
    let range = positionBounds
    let tolerance = 1e-3 * (range.upperBound - range.lowerBound)
    return position <= range.lowerBound + tolerance || position >= range.upperBound - tolerance
  }
}
