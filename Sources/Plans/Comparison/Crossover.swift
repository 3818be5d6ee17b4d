/// A value of an input at which another layout becomes the best.
public struct Crossover: Codable, Sendable, Equatable {
  /// "scaleOutBandwidth", "domainSize", "context", "batch" or "expertsPerToken".
  public var axis: String
  /// Of the values: "GB/s per GPU, one way".
  public var unit: String
  /// Where the two are level, between `below` and `above`; absent for an input of whole steps.
  public var value: Double?
  /// The largest value tried at which `from` still wins.
  public var below: Double
  /// The smallest value tried at which `to` wins.
  public var above: Double
  /// The winner below; absent where nothing fits there.
  public var from: String?
  /// The winner above; absent where nothing fits there.
  public var to: String?
  /// Whether on both sides all others were proved to be worse than the winner.
  public var isProved: Bool

  enum CodingKeys: String, CodingKey {
    case axis, unit, value, below, above, from, to
    case isProved = "proved"
  }

  /// - Parameters: As the properties of the same names.
  public init(
    axis: String, unit: String, value: Double?, below: Double, above: Double, from: String?, to: String?,
    isProved: Bool
  ) {
    self.axis = axis
    self.unit = unit
    self.value = value
    self.below = below
    self.above = above
    self.from = from
    self.to = to
    self.isProved = isProved
  }
}
