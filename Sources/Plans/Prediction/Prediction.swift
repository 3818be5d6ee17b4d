/// How fast the layout is and how full its GPUs are. Decode only: prefill is not in these numbers.
public struct Prediction: Codable, Sendable, Equatable {
  /// "decode".
  public var phase: String
  /// TPOT.
  public var timePerOutputToken: Double
  /// Where eight of ten measurements would lie, by the calibration's errors on runs that it had not seen; absent where it
  /// has none.
  public var timePerOutputTokenRange: PredictionRange?
  /// R.
  public var round: Double
  /// Σ (T_s + h_s).
  public var latency: Double
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Output tokens per second that one user sees.
  public var tokensPerSecondPerUser: Double
  /// Output tokens per second of one replica.
  public var tokensPerSecondPerReplica: Double
  /// Output tokens per second of all replicas.
  public var tokensPerSecond: Double
  /// What GPUs cost, where a price is known.
  public var costPerMillionTokens: Double?
  /// GPU-hours per million output tokens.
  public var gpuHoursPerMillionTokens: Double
  /// Each stage.
  public var stages: [StagePrediction]
  /// Each hop, and the return.
  public var hops: [HopPrediction]
  /// Where the hardware's balance lies.
  public var roofline: RooflinePrediction
  /// The fullest GPU if the pipeline had twice the stages with twice the micro-batches in flight; absent where a stage
  /// holds a single layer.
  public var memoryWithTwiceTheStages: MemoryPrediction?
  /// The family whose calibration was used in place of the accelerator's own; absent where it has its own.
  public var inheritedCalibration: String?

  enum CodingKeys: String, CodingKey {
    case phase
    case timePerOutputToken = "timePerOutputToken_s"
    case timePerOutputTokenRange
    case round = "round_s"
    case latency = "latency_s"
    case tokensPerSecondPerGPU, tokensPerSecondPerUser, tokensPerSecondPerReplica, tokensPerSecond
    case costPerMillionTokens = "costPerMillionTokens_USD"
    case gpuHoursPerMillionTokens = "perMillionTokens_GPUHours"
    case stages, hops, roofline, memoryWithTwiceTheStages, inheritedCalibration
  }

  /// - Parameters: As the properties of the same names.
  public init(
    timePerOutputToken: Double, timePerOutputTokenRange: PredictionRange? = nil, round: Double, latency: Double,
    tokensPerSecondPerGPU: Double,
    tokensPerSecondPerUser: Double, tokensPerSecondPerReplica: Double, tokensPerSecond: Double,
    costPerMillionTokens: Double?, gpuHoursPerMillionTokens: Double, stages: [StagePrediction],
    hops: [HopPrediction], roofline: RooflinePrediction, memoryWithTwiceTheStages: MemoryPrediction?,
    inheritedCalibration: String?
  ) {
    phase = "decode"
    self.timePerOutputToken = timePerOutputToken
    self.timePerOutputTokenRange = timePerOutputTokenRange
    self.round = round
    self.latency = latency
    self.tokensPerSecondPerGPU = tokensPerSecondPerGPU
    self.tokensPerSecondPerUser = tokensPerSecondPerUser
    self.tokensPerSecondPerReplica = tokensPerSecondPerReplica
    self.tokensPerSecond = tokensPerSecond
    self.costPerMillionTokens = costPerMillionTokens
    self.gpuHoursPerMillionTokens = gpuHoursPerMillionTokens
    self.stages = stages
    self.hops = hops
    self.roofline = roofline
    self.memoryWithTwiceTheStages = memoryWithTwiceTheStages
    self.inheritedCalibration = inheritedCalibration
  }
}
