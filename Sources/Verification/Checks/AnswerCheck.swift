import Plans

/// That what was solved besides the plan is set beside the plan itself, and that its shares follow from its figures. The
/// changed inputs are not read again, so the answers themselves are believed.
struct AnswerCheck {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var findings: [Finding] {
    let answers = (plan.whatIf ?? []).enumerated().compactMap { index, answer in
      answer.answer.map { (key: "whatIf[\(index)].answer", solved: $0) }
    }
    let marginals = (plan.marginals ?? []).enumerated().compactMap { index, marginal in
      marginal.answer.map { (key: "marginals[\(index)].answer", solved: $0) }
    }
    return answers.compactMap { objectiveBefore($0.solved, key: $0.key) }
      + marginals.compactMap { objectiveWithinGap($0.solved, key: $0.key) }
      + (answers + marginals).flatMap { shares($0.solved, key: $0.key) }
  }

  private func objectiveBefore(_ solved: SolvedChange, key: String) -> Finding? {
    let objective = plan.certificate.objective
    guard abs(solved.objectiveBefore - objective) > 1e-9 * objective else { return nil }
    return Finding(
      id: "answer-wrong", key: "\(key).objectiveBefore", claimed: "\(solved.objectiveBefore)", actual: "\(objective)")
  }

  /// Solved finer than the plan, but neither worse nor better than its bound allows.
  private func objectiveWithinGap(_ solved: SolvedChange, key: String) -> Finding? {
    let (bound, objective) = (plan.certificate.bound, plan.certificate.objective)
    guard solved.objectiveBefore < bound * (1 - 1e-9) || solved.objectiveBefore > objective * (1 + 1e-9) else {
      return nil
    }
    return Finding(
      id: "answer-wrong", key: "\(key).objectiveBefore", claimed: "\(solved.objectiveBefore)",
      actual: "from \(bound) to \(objective)")
  }

  private func shares(_ solved: SolvedChange, key: String) -> [Finding] {
    var findings: [Finding] = []
    let change = solved.objective / solved.objectiveBefore - 1
    if !(abs(change - solved.relativeChange) <= 1e-9 * max(1, abs(change))) {
      findings.append(
        Finding(
          id: "answer-wrong", key: "\(key).relativeChange", claimed: "\(solved.relativeChange)", actual: "\(change)"))
    }
    if solved.bound > solved.objective * (1 + 1e-9) {
      findings.append(
        Finding(
          id: "answer-wrong", key: "\(key).bound", claimed: "\(solved.bound)",
          actual: "the answer itself reaches \(solved.objective)"))
    }
    return findings
  }
}
