/// Speed and cost of a layout in decode.
public struct ComparedSpeed: Codable, Sendable, Equatable {
  /// TPOT.
  public var timePerOutputToken: Double
  /// R.
  public var round: Double
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Output tokens per second that one user sees.
  public var tokensPerSecondPerUser: Double
  /// Output tokens per second of all replicas.
  public var tokensPerSecond: Double
  /// What GPUs cost, where a price is known.
  public var costPerMillionTokens: Double?
  /// GPU-hours per million output tokens.
  public var gpuHoursPerMillionTokens: Double

  enum CodingKeys: String, CodingKey {
    case timePerOutputToken = "timePerOutputToken_s"
    case round = "round_s"
    case tokensPerSecondPerGPU, tokensPerSecondPerUser, tokensPerSecond
    case costPerMillionTokens = "costPerMillionTokens_USD"
    case gpuHoursPerMillionTokens = "perMillionTokens_GPUHours"
  }

  /// Of a plan's prediction.
  public init(_ prediction: Prediction) {
    timePerOutputToken = prediction.timePerOutputToken
    round = prediction.round
    tokensPerSecondPerGPU = prediction.tokensPerSecondPerGPU
    tokensPerSecondPerUser = prediction.tokensPerSecondPerUser
    tokensPerSecond = prediction.tokensPerSecond
    costPerMillionTokens = prediction.costPerMillionTokens
    gpuHoursPerMillionTokens = prediction.gpuHoursPerMillionTokens
  }
}
