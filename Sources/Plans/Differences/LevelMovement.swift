/// What crosses a network level, all GPUs together.
public struct LevelMovement: Codable, Sendable, Equatable {
  /// "scale-up", the name of a tier, or "interconnect".
  public var level: String
  /// Bytes between GPUs that meet at this level and no lower one.
  public var bytes: Double
  /// GPUs that receive some of them.
  public var receivers: Int
  /// Seconds in which the busiest GPU sends or receives what crosses the level, higher ones included, at the level's
  /// bandwidth per GPU and one way.
  public var time: Double

  enum CodingKeys: String, CodingKey {
    case level
    case bytes = "bytes_B"
    case receivers
    case time = "time_s"
  }

  /// - Parameters: As the properties of the same names.
  public init(level: String, bytes: Double, receivers: Int, time: Double) {
    self.level = level
    self.bytes = bytes
    self.receivers = receivers
    self.time = time
  }
}
