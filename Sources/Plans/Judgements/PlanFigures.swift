/// What the layout of a plan really does, whatever the plan says.
public struct PlanFigures: Codable, Sendable, Equatable {
  /// Whether every stage fits the HBM of its GPUs.
  public var fits: Bool
  /// For each stage the free HBM on its fullest GPU; below 0 what is missing.
  public var free: [Double]
  /// TPOT.
  public var timePerOutputToken: Double
  /// The slowest TPOT that is accepted; absent where none was asked for.
  public var target: Double?
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Output tokens per second of all replicas.
  public var tokensPerSecond: Double
  /// The demand; absent where none was asked for.
  public var demand: Double?
  /// What GPUs cost, where a price is known.
  public var costPerMillionTokens: Double?
  /// The objective that is reached.
  public var objective: Double
  /// What it measures, with its unit.
  public var objectiveUnit: String
  /// What no layout of the space is below, as far as it is known.
  public var bound: Double
  /// (objective − bound) / objective.
  public var gap: Double

  enum CodingKeys: String, CodingKey {
    case fits
    case free = "free_B"
    case timePerOutputToken = "timePerOutputToken_s"
    case target = "targetTimePerOutputToken_s"
    case tokensPerSecondPerGPU, tokensPerSecond, demand
    case costPerMillionTokens = "costPerMillionTokens_USD"
    case objective, objectiveUnit, bound, gap
  }

  /// - Parameter plan: With its figures recomputed.
  public init(_ plan: Plan) {
    let prediction = plan.prediction
    free = prediction.stages.map(\.memory.free)
    fits = free.allSatisfy { $0 >= 0 }
    timePerOutputToken = prediction.timePerOutputToken
    target = plan.inputs.goal.timePerOutputToken
    tokensPerSecondPerGPU = prediction.tokensPerSecondPerGPU
    tokensPerSecond = prediction.tokensPerSecond
    demand = plan.inputs.goal.tokensPerSecond
    costPerMillionTokens = prediction.costPerMillionTokens
    objective = plan.certificate.objective
    objectiveUnit = plan.certificate.objectiveUnit
    bound = plan.certificate.bound
    gap = plan.certificate.gap
  }
}
