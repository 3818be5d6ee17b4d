/// What the average GPU of a replica does in a round: waits for a resource, or for other stages.
public struct ResourceTime: Codable, Sendable, Equatable {
  /// "hbm", "compute", "scaleUp", "scaleOut", "overhead", "bubble".
  public var resource: String
  /// Seconds of a round.
  public var time: Double
  /// GPU-seconds for each output token.
  public var perToken: Double

  enum CodingKeys: String, CodingKey {
    case resource
    case time = "time_s"
    case perToken = "perToken_GPUSeconds"
  }

  /// - Parameters: As the properties of the same names.
  public init(resource: String, time: Double, perToken: Double) {
    self.resource = resource
    self.time = time
    self.perToken = perToken
  }
}
