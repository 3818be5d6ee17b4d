/// A layout that is better than a bound that was claimed, with what it does: anybody can cost it.
public struct BetterLayout: Codable, Sendable, Equatable {
  /// Below the bound.
  public var objective: Double
  /// TPOT.
  public var timePerOutputToken: Double
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Free HBM on the fullest GPU.
  public var free: Double
  /// How it divides the work.
  public var layout: PlanLayout

  enum CodingKeys: String, CodingKey {
    case objective
    case timePerOutputToken = "timePerOutputToken_s"
    case tokensPerSecondPerGPU
    case free = "free_B"
    case layout
  }

  /// - Parameters:
  ///   - objective: Below the bound.
  ///   - prediction: Of the layout.
  ///   - layout: How it divides the work.
  public init(objective: Double, prediction: Prediction, layout: PlanLayout) {
    self.objective = objective
    timePerOutputToken = prediction.timePerOutputToken
    tokensPerSecondPerGPU = prediction.tokensPerSecondPerGPU
    free = prediction.stages.map(\.memory.free).min() ?? 0
    self.layout = layout
  }
}
