/// A deployment of a policy, and what became of it.
public struct CheckedDeployment: Codable, Sendable, Equatable {
  /// As the policy names it.
  public var name: String
  /// Where it stands in the policy.
  public var place: SourcePlace
  /// What was judged: "the best layout of one replica", "the best workers for the whole cluster", "the layout of the policy",
  /// "the plan chat.json".
  public var subject: String
  /// The model as the policy names it; absent where a saved plan or a workload file does.
  public var model: String?
  /// The cluster as the policy names it; absent where a saved plan does.
  public var cluster: String?
  /// What became of all its limits together.
  public var outcome: CheckOutcome
  /// The layout in words; absent where there is none.
  public var layout: String?
  /// All figures, in the order of the quantities; none where nothing fits.
  public var figures: [CheckedFigure]
  /// In the order of the policy.
  public var rules: [CheckedRule]
  /// Limits that cannot all be kept on the cluster, though without any one of them there is a plan, in words; absent where
  /// that is not so, or not proved.
  public var conflict: [String]?
  /// What is wrong with an input; absent where nothing is.
  public var fault: CheckedFault?

  /// - Parameters: As the properties of the same names.
  public init(
    name: String, place: SourcePlace, subject: String, model: String?, cluster: String?, outcome: CheckOutcome,
    layout: String? = nil, figures: [CheckedFigure] = [], rules: [CheckedRule] = [], conflict: [String]? = nil,
    fault: CheckedFault? = nil
  ) {
    self.name = name
    self.place = place
    self.subject = subject
    self.model = model
    self.cluster = cluster
    self.outcome = outcome
    self.layout = layout
    self.figures = figures
    self.rules = rules
    self.conflict = conflict
    self.fault = fault
  }
}
