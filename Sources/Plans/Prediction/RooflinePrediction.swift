/// Where the hardware's balance lies for the model.
public struct RooflinePrediction: Codable, Sendable, Equatable {
  /// The batch from which on a token's products take longer than its share of reading every weight.
  public var crossoverBatch: Double
  /// The time to read a full HBM once: the natural cadence of a batch.
  public var memoryDrain: Double

  enum CodingKeys: String, CodingKey {
    case crossoverBatch = "crossoverBatch_sequences"
    case memoryDrain = "memoryDrain_s"
  }

  /// - Parameters: As the properties of the same names.
  public init(crossoverBatch: Double, memoryDrain: Double) {
    self.crossoverBatch = crossoverBatch
    self.memoryDrain = memoryDrain
  }
}
