import Plans

/// That what was solved besides the plan is set beside the plan itself, and that its figures follow from each other. The
/// changed inputs are not read again, so the answers themselves are believed.
struct AnswerCheck {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var findings: [Finding] { changes + RedundancyCheck(plan).findings + whatIf + marginals }

  static func finding(_ key: String, _ claimed: some CustomStringConvertible, _ actual: String) -> Finding {
    Finding(id: "answer-wrong", key: key, claimed: "\(claimed)", actual: actual)
  }

  static func differ(_ claimed: Double, _ actual: Double) -> Bool {
    !(abs(claimed - actual) <= 1e-9 * max(1, abs(actual)))
  }

  // MARK: - Changes that would help

  /// What improvements are shares of: with copies of experts, what the search made of the layout before its experts were
  /// placed with all effort.
  private var base: Double? {
    guard plan.inputs.expertLoad != nil else { return plan.certificate.objective }
    if let chosen = plan.redundancy?.first(where: \.isChosen) { return chosen.objective }
    return plan.changes.first.map { $0.objective / (1 - $0.improvement) }
  }

  private var changes: [Finding] {
    guard let base else { return [] }
    var findings: [Finding] = []
    for (index, change) in plan.changes.enumerated() {
      let improvement = (base - change.objective) / base
      if Self.differ(change.improvement, improvement) || improvement < 0 || change.objective < 0 {
        findings.append(Self.finding("changes[\(index)].improvement", change.improvement, "\(improvement)"))
      }
      if index > 0, change.improvement > plan.changes[index - 1].improvement {
        findings.append(Self.finding("changes[\(index)]", change.improvement, "the largest improvement first"))
      }
      if plan.changes.prefix(index).contains(where: { $0.change == change.change }) {
        findings.append(Self.finding("changes[\(index)].change", change.change, "each change once"))
      }
    }
    if abs(base / plan.certificate.objective - 1) > RedundancyCheck.searchError {
      findings.append(Self.finding("changes", base, "shares of \(plan.certificate.objective)"))
    }
    return findings
  }

  // MARK: - Questions

  private var whatIf: [Finding] {
    (plan.whatIf ?? []).enumerated().flatMap { index, question -> [Finding] in
      let key = "whatIf[\(index)]"
      guard (question.answer == nil) != (question.refusal == nil) else {
        return [Self.finding(key, "an answer and a refusal, or neither", "one of them")]
      }
      guard let solved = question.answer else { return [] }
      let check = SolvedChangeCheck(solved, plan: plan, key: "\(key).answer")
      return check.objectiveBefore + check.findings
    }
  }

  /// Solved finer than the plan, but neither worse nor better than its bound allows.
  private var marginals: [Finding] {
    let answers = (plan.marginals ?? []).enumerated().flatMap { index, marginal -> [Finding] in
      let key = "marginals[\(index)]"
      guard (marginal.answer == nil) != (marginal.reason == nil) else {
        return [Self.finding(key, "an answer and a reason, or neither", "one of them")]
      }
      guard let solved = marginal.answer else { return [] }
      let check = SolvedChangeCheck(solved, plan: plan, key: "\(key).answer")
      return check.objectiveWithinGap + check.findings
    }
    return answers + derivatives + twice
  }

  /// What the bottlenecks say of the same unit.
  private var derivatives: [Finding] {
    let gains = Dictionary(
      plan.bottlenecks.compactMap { $0.marginal.map { ($0.unit, $0.gain) } }, uniquingKeysWith: { first, _ in first })
    return (plan.marginals ?? []).enumerated().compactMap { index, marginal in
      guard let derivative = marginal.derivative else { return nil }
      let actual = gains[marginal.unit] ?? 0
      guard Self.differ(derivative, actual) else { return nil }
      return Self.finding("marginals[\(index)].derivative", derivative, "\(actual)")
    }
  }

  private var twice: [Finding] {
    let units = (plan.marginals ?? []).map(\.unit)
    guard Set(units).count < units.count else { return [] }
    return [Self.finding("marginals", units.count, "each unit once")]
  }
}
