/// What is best after a change to the inputs, beside what the plan reaches without it.
public struct SolvedChange: Codable, Sendable, Equatable {
  /// Of the plan.
  public var objectiveBefore: Double
  /// After the change, in the same unit.
  public var objective: Double
  /// No layout of the space has less after the change.
  public var bound: Double
  /// `objective` over `objectiveBefore`, less one: negative is better.
  public var relativeChange: Double
  /// TPOT.
  public var timePerOutputToken: Double
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Output tokens per second of all replicas.
  public var tokensPerSecond: Double
  /// What wins then.
  public var layout: PlanLayout
  /// Whether it divides model and GPUs as the plan does; the batch may differ.
  public var isSameLayout: Bool

  enum CodingKeys: String, CodingKey {
    case objectiveBefore, objective, bound, relativeChange
    case timePerOutputToken = "timePerOutputToken_s"
    case tokensPerSecondPerGPU, tokensPerSecond, layout, isSameLayout
  }

  /// - Parameters: As the properties of the same names; the relative change is worked out.
  public init(
    objectiveBefore: Double, objective: Double, bound: Double, timePerOutputToken: Double,
    tokensPerSecondPerGPU: Double, tokensPerSecond: Double, layout: PlanLayout, isSameLayout: Bool
  ) {
    self.objectiveBefore = objectiveBefore
    self.objective = objective
    self.bound = min(bound, objective)
    relativeChange = objective / objectiveBefore - 1
    self.timePerOutputToken = timePerOutputToken
    self.tokensPerSecondPerGPU = tokensPerSecondPerGPU
    self.tokensPerSecond = tokensPerSecond
    self.layout = layout
    self.isSameLayout = isSameLayout
  }

  /// Relative gain in what the objective is the price of: tokens per GPU-second, or per second of a user.
  public var gain: Double { objectiveBefore / objective - 1 }
}
