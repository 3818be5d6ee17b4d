/// A hop between stages.
public struct HopPrediction: Codable, Sendable, Equatable {
  /// Network level that it crosses.
  public var level: String
  /// Seconds.
  public var time: Double

  enum CodingKeys: String, CodingKey {
    case level
    case time = "time_s"
  }

  /// - Parameters: As the properties of the same names.
  public init(level: String, time: Double) {
    self.level = level
    self.time = time
  }
}
