/// Bytes that cross a level of the network. What crosses a tier crosses all tiers below it and counts there too.
public struct LevelTraffic: Codable, Sendable, Equatable {
  /// "scale-up", or the name of a tier.
  public var level: String
  /// Sent in a round by the GPU that sends most.
  public var perGPUAndRound: Double
  /// Sent by all GPUs of a replica for one output token, each as much as the one of its stage that sends most.
  public var perToken: Double

  enum CodingKeys: String, CodingKey {
    case level
    case perGPUAndRound = "perGPUAndRound_B"
    case perToken = "perToken_B"
  }

  /// - Parameters: As the properties of the same names.
  public init(level: String, perGPUAndRound: Double, perToken: Double) {
    self.level = level
    self.perGPUAndRound = perGPUAndRound
    self.perToken = perToken
  }
}
