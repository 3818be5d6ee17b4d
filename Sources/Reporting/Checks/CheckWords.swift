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

  /// What is still wrong after a change: "tpot is still not kept".
  static func unmet(_ change: CheckedChange) -> String {
    "\(change.unmet.joined(separator: ", ")) \(change.unmet.count == 1 ? "is" : "are") still not kept"
  }
}
