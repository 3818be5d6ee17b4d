/// What became of a plan when everything in it was worked out again.
///
/// A versioned document: the same plan and inputs give the same bytes.
public struct PlanJudgement: Codable, Sendable, Equatable {
  /// "verification/1".
  public var layline: String
  /// The file of the plan, as the user named it.
  public var plan: String
  /// Its version: "plan/1".
  public var document: String
  /// Whether nothing was found that does not hold.
  public var holds: Bool
  /// What does not hold of the plan itself: its inputs, layout and places, and what they do not keep to.
  public var findings: [Finding]
  /// Figures that are not those of the layout; to compute them again mends them.
  public var figures: [Finding]
  /// What is known about the bound.
  public var bound: BoundJudgement
  /// What the layout really does; absent for plans of a cluster, and where it cannot be costed.
  public var actual: PlanFigures?
  /// What the workers of a cluster's plan really do; absent for others.
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

/// Something in a plan that does not hold.
public struct Finding: Codable, Sendable, Equatable, CustomStringConvertible {
  public var id: FindingID
  /// Where in the plan: "prediction.stages[0].memory.cache_B".
  public var key: String
  /// What the plan says.
  public var claimed: String
  /// What follows from its inputs.
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
