import Plans

/// A layout that an engine cannot run in any form.
public struct LayoutNotExpressible: Error, Codable, Sendable, Equatable {
  /// The best that the engine can run instead, for the same question.
  public struct Alternative: Codable, Sendable, Equatable {
    /// "PP2 × TP4 DP2, 16 GPUs".
    public var layout: String
    /// TPOT of it.
    public var timePerOutputToken: Double
    /// TPOT of the plan.
    public var plannedTimePerOutputToken: Double
    /// Output tokens per second of a GPU with it.
    public var tokensPerSecondPerGPU: Double
    /// Output tokens per second of a GPU as planned.
    public var plannedTokensPerSecondPerGPU: Double

    enum CodingKeys: String, CodingKey {
      case layout
      case timePerOutputToken = "timePerOutputToken_s"
      case plannedTimePerOutputToken = "plannedTimePerOutputToken_s"
      case tokensPerSecondPerGPU, plannedTokensPerSecondPerGPU
    }

    /// - Parameters:
    ///   - plan: What the engine can run.
    ///   - planned: What it cannot.
    public init(_ plan: Plan, instead planned: Plan) {
      layout = plan.layout.sentence
      timePerOutputToken = plan.prediction.timePerOutputToken
      plannedTimePerOutputToken = planned.prediction.timePerOutputToken
      tokensPerSecondPerGPU = plan.prediction.tokensPerSecondPerGPU
      plannedTokensPerSecondPerGPU = planned.prediction.tokensPerSecondPerGPU
    }
  }

  /// "launch-refusal/1".
  public let layline: String
  /// The engine with its version.
  public let engine: String
  /// What layouts it can run.
  public let rule: EngineRule
  /// The worker.
  public let worker: String
  /// What stands against it, for people.
  public let reasons: [String]
  /// The best instead; absent where none was looked for, or the engine can run nothing that fits.
  public var alternative: Alternative?

  /// - Parameters: As the properties of the same names.
  public init(engine: String, rule: EngineRule, worker: String, reasons: [String]) {
    layline = "launch-refusal/1"
    self.engine = engine
    self.rule = rule
    self.worker = worker
    self.reasons = reasons
  }
}
