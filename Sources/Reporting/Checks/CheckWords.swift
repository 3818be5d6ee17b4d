import Plans

/// What outcomes are called.
enum CheckWords {
  static func word(_ outcome: CheckOutcome) -> String {
    switch outcome {
    case .pass: "pass"
    case .fail: "FAIL"
    case .unproved: "NOT PROVED"
    case .skipped: "not judged"
    case .fault: "WRONG INPUT"
    }
  }

  /// A rule that is only warned of does not fail anything.
  static func word(_ rule: CheckedRule) -> String {
    guard [.fail, .unproved].contains(rule.outcome), rule.severity != .error else { return word(rule.outcome) }
    return rule.severity == .warning ? "warning" : "note"
  }

  /// "policy.yaml:12", or the file alone.
  static func place(_ place: SourcePlace) -> String { place.file + (place.line.map { ":\($0)" } ?? "") }

  /// What a list of changes is headed with: those that are not enough for all limits say so.
  static func heading(_ changes: [CheckedChange]) -> String {
    let unmet = changes.flatMap(\.unmet).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard !unmet.isEmpty else { return "Any one of these is enough" }
    return
      "No single change is enough; with any one of these this limit is kept, and still not \(unmet.joined(separator: ", "))"
  }
}
