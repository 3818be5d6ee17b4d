/// A point of a frontier: a layout at a batch.
public struct FrontierEntry: Codable, Sendable, Equatable {
  /// Place of its layout in the document's list.
  public var layout: Int
  /// m: micro-batches in flight.
  public var microBatches: Int
  /// b: sequences of a micro-batch.
  public var microBatch: Int
  /// TPOT.
  public var timePerOutputToken: Double
  /// Output tokens per second that one user sees.
  public var tokensPerSecondPerUser: Double
  /// Output tokens per second of one GPU of the replica.
  public var tokensPerSecondPerGPU: Double
  /// What GPUs cost, where a price is known.
  public var costPerMillionTokens: Double?

  enum CodingKeys: String, CodingKey {
    case layout, microBatches
    case microBatch = "microBatch_sequences"
    case timePerOutputToken = "timePerOutputToken_s"
    case tokensPerSecondPerUser, tokensPerSecondPerGPU
    case costPerMillionTokens = "costPerMillionTokens_USD"
  }

  /// - Parameters: As the properties of the same names.
  public init(
    layout: Int, microBatches: Int, microBatch: Int, timePerOutputToken: Double, tokensPerSecondPerUser: Double,
    tokensPerSecondPerGPU: Double, costPerMillionTokens: Double?
  ) {
    self.layout = layout
    self.microBatches = microBatches
    self.microBatch = microBatch
    self.timePerOutputToken = timePerOutputToken
    self.tokensPerSecondPerUser = tokensPerSecondPerUser
    self.tokensPerSecondPerGPU = tokensPerSecondPerGPU
    self.costPerMillionTokens = costPerMillionTokens
  }

  /// B: sequences in flight in a replica.
  public var sequences: Int { microBatch * microBatches }
  /// GPU-hours per million output tokens.
  public var gpuHoursPerMillionTokens: Double { 1e6 / tokensPerSecondPerGPU / 3600 }
}
