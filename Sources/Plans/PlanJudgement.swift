/// The judgement of a plan whose every figure was recomputed.
///
/// A versioned document: the same plan and inputs give the same bytes.
public struct PlanJudgement: Codable, Sendable, Equatable {
  /// "verification/1".
  public var layline: String
  /// The file of the plan, as the user named it.
  public var plan: String
  /// Its version: "plan/2".
  public var document: String
  /// Whether nothing was found that does not hold.
  public var holds: Bool
  /// What does not hold of the plan itself: its inputs, layout and places, and what they do not keep to.
  public var findings: [Finding]
  /// Figures that are not those of the layout; to compute them again mends them.
  public var figures: [Finding]
  /// The judgement of the bound.
  public var bound: BoundJudgement
  /// The recomputed figures of the layout; absent for plans of a cluster, and where it cannot be priced.
  public var actual: PlanFigures?
  /// The recomputed figures of the workers of a cluster's plan; absent for others.
  public var actualComposition: PlannedComposition?
  /// Parts of the document that were not judged, or only by whether they agree with each other.
  public var notJudged: [String]

  /// The version of the document that this product writes.
  public static let formatVersion = "verification/1"

  /// - Parameters: As the properties of the same names; whether the plan holds follows from them.
  public init(
    plan: String, document: String, findings: [Finding], figures: [Finding], bound: BoundJudgement,
    actual: PlanFigures? = nil, actualComposition: PlannedComposition? = nil, notJudged: [String]
  ) {
    layline = Self.formatVersion
    self.plan = plan
    self.document = document
    self.findings = findings
    self.figures = figures + bound.findings + [bound.finding].compactMap(\.self)
    holds = self.findings.isEmpty && self.figures.isEmpty
    self.bound = bound
    self.actual = actual
    self.actualComposition = actualComposition
    self.notJudged = notJudged
  }
}

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
  /// The degrees of parallelism.
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
  ///   - prediction: The prediction of the layout.
  ///   - layout: The degrees of parallelism.
  public init(objective: Double, prediction: Prediction, layout: PlanLayout) {
    self.objective = objective
    timePerOutputToken = prediction.timePerOutputToken
    tokensPerSecondPerGPU = prediction.tokensPerSecondPerGPU
    free = prediction.stages.map(\.memory.free).min() ?? 0
    self.layout = layout
  }
}

/// Something in a plan that does not hold.
public struct Finding: Codable, Sendable, Equatable, CustomStringConvertible {
  public var id: FindingID
  /// The key in the plan: "prediction.stages[0].memory.cache_B".
  public var key: String
  /// The value that the plan claims.
  public var claimed: String
  /// The value that follows from its inputs.
  public var actual: String

  public init(id: FindingID, key: String, claimed: String, actual: String) {
    self.id = id
    self.key = key
    self.claimed = claimed
    self.actual = actual
  }

  /// One line.
  public var description: String { "\(key): the plan says \(claimed), its inputs give \(actual) [\(id)]" }
}
