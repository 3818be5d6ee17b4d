import Formats

/// A limit of a policy, and whether it is kept.
public struct CheckedRule: Codable, Sendable, Equatable {
  /// Stable identifier, the key in the policy: "tpot", "survives", "regression.tpot", "fits".
  public var id: String
  /// The requirement in words: "TPOT of at most 50.0 ms".
  public var requirement: String
  /// The severity of a miss.
  public var severity: Severity
  /// The outcome.
  public var outcome: CheckOutcome
  /// One sentence with the numbers, without a full stop: "TPOT is 61.2 ms, 22 % above 50.0 ms".
  public var sentence: String
  /// The actual figure; absent where there is none.
  public var found: CheckedFigure?
  /// The limit in the same unit; absent where it is no figure.
  public var limit: CheckedFigure?
  /// The place of the limit in the policy.
  public var place: SourcePlace
  /// Where to look: at the limit, or at the input that differs from the baseline's; for a rule that has no line of its own, at
  /// what the cheapest change edits, or at the cluster. Absent where the rule is kept.
  public var cause: SourcePlace?
  /// Single changes with which the limit holds and no other is broken, cheapest first; where there are none, those with
  /// which it holds and others do not.
  public var changes: [CheckedChange]

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

/// A fault of an input of a check.
public struct CheckedFault: Codable, Sendable, Equatable {
  public var id: DiagnosticID
  /// The place of the fault.
  public var place: SourcePlace
  /// The text found there, in words.
  public var found: String
  /// The expected text, in words.
  public var expected: String
  /// Advice, where it does not follow from the rest.
  public var advice: String?
  /// Whether `found` continues a sentence whose subject is the place, and `expected` says what to do.
  public var isSentence: Bool?

  /// A diagnostic as part of a report.
  public init(_ diagnostic: Diagnostic) {
    id = diagnostic.id
    place = SourcePlace(file: diagnostic.file, line: diagnostic.line, key: diagnostic.key)
    found = diagnostic.found
    expected = diagnostic.expected
    advice = diagnostic.advice
    isSentence = diagnostic.isSentence ? true : nil
  }

  /// The same as an error.
  public var diagnostic: Diagnostic {
    isSentence == true
      ? Diagnostic(id: id, file: place.file, key: place.key, line: place.line, problem: found, advice: expected)
      : Diagnostic(
        id: id, file: place.file, key: place.key, line: place.line, found: found, expected: expected, advice: advice)
  }

  /// One sentence without a full stop: "pools[0].racks: found 0, expected a whole number of 1 or more".
  public var sentence: String {
    if isSentence == true { return "\(place.key.isEmpty ? place.file : place.key) \(found); \(expected)" }
    let key = place.key.isEmpty ? "" : "\(place.key): "
    return "\(key)found \(found), expected \(expected)" + (advice.map { "; \($0)" } ?? "")
  }
}
