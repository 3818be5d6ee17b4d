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
