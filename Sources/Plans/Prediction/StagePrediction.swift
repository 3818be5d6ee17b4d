/// One stage of a prediction.
public struct StagePrediction: Codable, Sendable, Equatable {
  /// T_s: one micro-batch.
  public var time: Double
  /// Share of the round in which the stage has nothing to do.
  public var bubble: Double
  /// Bytes on the fullest GPU.
  public var memory: MemoryPrediction
  /// In the order of execution, all layers together.
  public var operators: [OperatorPrediction]

  enum CodingKeys: String, CodingKey {
    case time = "time_s"
    case bubble, memory, operators
  }

  /// - Parameters: As the properties of the same names.
  public init(time: Double, bubble: Double, memory: MemoryPrediction, operators: [OperatorPrediction]) {
    self.time = time
    self.bubble = bubble
    self.memory = memory
    self.operators = operators
  }
}
