/// One operator over all layers of a stage, for one micro-batch.
public struct OperatorPrediction: Codable, Sendable, Equatable {
  /// "attention", "dispatch".
  public var name: String
  /// Seconds.
  public var time: Double
  /// Seconds that each resource is waited for, by its name; they add up to `time`.
  public var waiting: [String: Double]

  enum CodingKeys: String, CodingKey {
    case name
    case time = "time_s"
    case waiting = "waiting_s"
  }

  /// - Parameters: As the properties of the same names.
  public init(name: String, time: Double, waiting: [String: Double]) {
    self.name = name
    self.time = time
    self.waiting = waiting
  }
}
