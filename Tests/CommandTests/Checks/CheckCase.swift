import Plans

/// Reports of checks, written down by hand.
enum CheckCase {
  static let policy = PlanInputs.Reference(reference: "ci/policy.yaml", sha256: "abc")

  static func place(_ line: Int?, _ key: String = "", file: String = "ci/policy.yaml") -> SourcePlace {
    SourcePlace(file: file, line: line, key: key)
  }

  static func rule(
    _ id: String = "tpot", _ outcome: CheckOutcome = .fail, severity: Severity = .error,
    requirement: String = "TPOT of at most 50.0 ms",
    sentence: String = "TPOT is 61.2 ms, 22.4 % above 50.0 ms", line: Int? = 12, cause: SourcePlace? = nil,
    changes: [CheckedChange] = []
  ) -> CheckedRule {
    CheckedRule(
      id: id, requirement: requirement, severity: severity, outcome: outcome, sentence: sentence,
      place: place(line, "deployments[0].limits.\(id)"), cause: cause, changes: changes)
  }

  static func deployment(
    _ rules: [CheckedRule], name: String = "chat", fault: CheckedFault? = nil, conflict: [String]? = nil
  ) -> CheckedDeployment {
    CheckedDeployment(
      name: name, place: place(3, "deployments[0]"), subject: "the best layout of one replica", model: "M",
      cluster: "C", outcome: outcome(rules, fault), layout: "TP1 DP8 EP8",
      figures: [CheckedFigure(quantity: "tpot", value: 0.0612, unit: "s", text: "61.2 ms")], rules: rules,
      conflict: conflict, fault: fault)
  }

  static func report(_ deployments: CheckedDeployment...) -> CheckReport {
    CheckReport(policy: policy, deployments: deployments)
  }

  private static func outcome(_ rules: [CheckedRule], _ fault: CheckedFault?) -> CheckOutcome {
    if fault != nil { return .fault }
    let blocking = rules.filter(\.isBlocking).map(\.outcome)
    return blocking.contains(.fail) ? .fail : blocking.first ?? .pass
  }

  static let shorter = CheckedChange(
    lever: "context", sentence: "a context of 65,536 instead of 131,072 tokens",
    place: place(7, "deployments[0].context"),
    replacement: "65536", result: "TPOT is 48.1 ms")

  /// A failure with changes, one that is not proved, a warning, one that holds, one that was skipped; and a wrong input.
  static let full = report(
    deployment(
      [
        rule(cause: place(7, "deployments[0].context"), changes: [shorter]),
        rule("gpus", .pass, requirement: "at most 40"),
        rule("ttft", .unproved, requirement: "TTFT of at most 2 s", sentence: "TTFT is 2.1 s", line: 13),
        rule("cost", .fail, severity: .warning, requirement: "at most 2 USD", sentence: "cost is 3 USD", line: 14),
        rule("survives", .skipped, requirement: "survives a node", sentence: "not judged, as no plan fits", line: 15),
      ]),
    deployment(
      [], name: "code",
      fault: CheckedFault(
        .init(
          id: .unknownCluster, file: "ci/policy.yaml", key: "deployments[1].cluster", line: 30, found: "\"hgx\"",
          expected: "a cluster", advice: "the nearest is hgx-h200"))))
}
