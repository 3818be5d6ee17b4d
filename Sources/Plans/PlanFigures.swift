/// The figures of the workers of a plan, recomputed, whatever the plan says.
public struct PlanFigures: Codable, Sendable, Equatable {
  /// Whether every stage fits the HBM of its GPUs.
  public var fits: Bool
  /// For each stage of each kind of worker the free HBM on its fullest GPU; below 0 what is missing.
  public var free: [Double]
  /// TPOT of the workers that take longest.
  public var timePerOutputToken: Double
  /// The slowest TPOT that is accepted; absent where none was asked for.
  public var target: Double?
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Output tokens per second of all replicas.
  public var tokensPerSecond: Double
  /// The demand; absent where none was asked for.
  public var demand: Double?
  /// The cost of the GPUs, where a price is known.
  public var costPerMillionTokens: Double?
  /// The objective that is reached.
  public var objective: Double
  /// The quantity with its unit.
  public var objectiveUnit: ObjectiveUnit
  /// A lower bound over all layouts of the space, as far as it is known.
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

  /// - Parameter plan: The plan with its figures recomputed.
  public init(_ plan: Plan) {
    free = plan.workers.flatMap { $0.prediction.stages.map(\.memory.free) }
    fits = free.allSatisfy { $0 >= 0 }
    timePerOutputToken = plan.slowestTimePerOutputToken
    target = plan.inputs.goal.timePerOutputToken
    tokensPerSecondPerGPU = plan.total.tokensPerSecondPerGPU
    tokensPerSecond = plan.total.tokensPerSecond
    demand = plan.inputs.goal.tokensPerSecond
    costPerMillionTokens = plan.total.costPerMillionTokens
    objective = plan.certificate.objective
    objectiveUnit = plan.certificate.objectiveUnit
    bound = plan.certificate.bound
    gap = plan.certificate.gap
  }
}

/// What a search of its own says about the bound that a plan claims: that part of a judgement rests on the search and the
/// solver, all others do not.
public struct BoundJudgement: Codable, Sendable, Equatable {
  /// The outcome.
  public enum Status: String, Codable, Sendable {
    /// The bound is right: no layout is better.
    case confirmed
    /// Something is, and stands beside it.
    case refuted
    /// The search could not close all that might be better.
    case notConfirmed = "not confirmed"
    /// Nobody asked.
    case notChecked = "not checked"
  }

  /// The outcome.
  public var status: Status
  /// The bound that the plan claims.
  public var claimed: Double
  /// The bound that the search proved; absent where no search was asked for.
  public var proved: Double?
  /// A layout that is better than the bound; absent unless the bound of a replica's plan is refuted.
  public var better: BetterLayout?
  /// A composition that is better than the bound; absent unless the bound of a cluster's plan is refuted.
  public var betterComposition: PlannedComposition?
  /// The other differences that the search found from the certificate.
  public var findings: [Finding]

  public init(
    _ status: Status, claimed: Double, proved: Double? = nil, better: BetterLayout? = nil,
    betterComposition: PlannedComposition? = nil, findings: [Finding] = []
  ) {
    self.status = status
    self.claimed = claimed
    self.proved = proved
    self.better = better
    self.betterComposition = betterComposition
    self.findings = findings
  }

  /// The lie as a finding; `nil` where the bound is not refuted.
  public var finding: Finding? {
    guard status == .refuted else { return nil }
    let key = betterComposition == nil ? "certificate.bound" : "composition.bound"
    let reached = better.map { "\($0.objective)" } ?? betterComposition.map { "\($0.value)" } ?? "a better one"
    return Finding(
      id: .boundRefuted, key: key, claimed: "\(claimed)", actual: "a layout that reaches \(reached)")
  }
}
