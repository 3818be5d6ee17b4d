import FoundationEssentials
import Plans

/// How many rules of a report came out how.
struct CheckCounts {
  let passed, failed, unproved, warned, skipped, faults: Int

  init(_ report: CheckReport) {
    self.init(report.deployments, faults: report.fault == nil ? 0 : 1)
  }

  init(_ deployments: [CheckedDeployment], faults: Int = 0) {
    let rules = deployments.flatMap(\.rules)
    passed = rules.count { $0.outcome == .pass }
    failed = rules.count { $0.outcome == .fail && $0.severity == .error }
    unproved = rules.count { $0.outcome == .unproved && $0.severity == .error }
    warned = rules.count { [.fail, .unproved].contains($0.outcome) && $0.severity != .error }
    skipped = rules.count { $0.outcome == .skipped }
    self.faults = faults + deployments.count { $0.fault != nil }
  }

  /// "7 limits kept, 2 not kept, 1 not proved".
  var sentence: String {
    let parts: [(Int, String)] = [
      (faults, faults == 1 ? "wrong input" : "wrong inputs"), (failed, "not kept"), (unproved, "not proved"),
      (warned, "not kept but only warned of"), (passed, "kept"), (skipped, "not judged"),
    ]
    let words = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return words.isEmpty ? "no limits" : words.joined(separator: ", ")
  }
}

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

/// What tells a problem apart from all others of a policy, and stays the same while lines move and figures change.
enum ProblemFingerprint {
  static func of(_ problem: CheckProblem) -> String {
    let parts = [
      RelativePath.of(problem.place.file), problem.deployment ?? "", problem.id, "\(problem.kind)",
      "\(problem.ordinal)",
    ]
    // A separator that stands in no name.
    return Digest.of(Data(parts.joined(separator: "\u{0}").utf8))
  }
}

/// A path as those who show annotations want it: from the root of the checkout, where the command was started.
enum RelativePath {
  /// Without "./" in front, and without steps that lead nowhere.
  static func of(_ path: String) -> String {
    let isAbsolute = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }
}

/// A clause of a report as a sentence: with a capital and a full stop.
struct Sentence {
  let text: String

  init(_ clause: String) {
    guard let first = clause.first else {
      text = ""
      return
    }
    // Keys and names of files keep their letters: "pools[0].racks: ...".
    let word = clause.prefix { $0.isLetter }
    let isWord = clause.dropFirst(word.count).first.map { $0 == " " || $0 == "," } ?? true
    let start = isWord && word.allSatisfy(\.isLowercase) ? first.uppercased() + clause.dropFirst() : clause
    text = ".!?".contains(start.last ?? " ") ? start : start + "."
  }
}
