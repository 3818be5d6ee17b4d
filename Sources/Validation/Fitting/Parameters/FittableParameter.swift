/// A kind of figure that measured runs may move, for every family of a calibration.
public struct FittableParameter: Sendable, Hashable {
  /// Dotted key in which `*` stands for one name: "families.*.overhead.mixtureLayer".
  public let pattern: String
  /// The unit of bounds and of a linear width: "us"; empty for a number.
  public let unit: String
  /// The space in which it is moved.
  public let scale: ParameterScale
  /// What is physically possible, in the unit.
  public let bounds: ClosedRange<Double>
  /// One standard deviation of what is known without the runs, in the transformed space.
  public let priorWidth: Double
  /// What it is, for a person who reads the fit.
  public let meaning: String

  /// - Parameters: As the properties of the same names.
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
