/// A limit of a policy, and whether it is kept.
public struct CheckedRule: Codable, Sendable, Equatable {
  /// Stable identifier, the key in the policy: "tpot", "survives", "regression.tpot", "fits".
  public var id: String
  /// What it asks for, in words: "TPOT of at most 50.0 ms".
  public var requirement: String
  /// How much it matters.
  public var severity: Severity
  /// What became of it.
  public var outcome: CheckOutcome
  /// One sentence with the numbers, without a full stop: "TPOT is 61.2 ms, 22 % above 50.0 ms".
  public var sentence: String
  /// What was found; absent where there is no figure.
  public var found: CheckedFigure?
  /// The limit in the same unit; absent where it is no figure.
  public var limit: CheckedFigure?
  /// Where the limit stands in the policy.
  public var place: SourcePlace
  /// The value to blame: the one that the cheapest change edits, or the input that differs from the baseline's; absent where
  /// that is not known, or it stands in no file of the user's.
  public var cause: SourcePlace?
  /// Single changes with which the limit holds and no other is broken, cheapest first; where there are none, those with
  /// which it holds and others do not.
  public var changes: [CheckedChange]

  /// - Parameters: As the properties of the same names.
  public init(
    id: String, requirement: String, severity: Severity, outcome: CheckOutcome, sentence: String,
    found: CheckedFigure? = nil, limit: CheckedFigure? = nil, place: SourcePlace, cause: SourcePlace? = nil,
    changes: [CheckedChange] = []
  ) {
    self.id = id
    self.requirement = requirement
    self.severity = severity
    self.outcome = outcome
    self.sentence = sentence
    self.found = found
    self.limit = limit
    self.place = place
    self.cause = cause
    self.changes = changes
  }

  /// Whether it stops the check from passing.
  public var isBlocking: Bool { severity == .error && [.fail, .unproved].contains(outcome) }
}
