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
