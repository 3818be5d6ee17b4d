import Plans

/// That answers to other questions are set beside the plan itself; the changed inputs are not read again.
struct ClusterAnswerCheck: Sendable {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var findings: [Finding] {
    (plan.whatIf ?? []).enumerated().flatMap { index, answer -> [Finding] in
      let key = "whatIf[\(index)]"
      guard (answer.value == nil) != (answer.refusal == nil) else {
        return [AnswerCheck.finding(key, "an answer and a refusal, or neither", "one of them")]
      }
      guard let value = answer.value else { return [] }
      var findings: [Finding] = []
      let change = value / plan.composition.value - 1
      if answer.relativeChange.map({ AnswerCheck.differ($0, change) }) ?? true {
        findings.append(
          AnswerCheck.finding("\(key).relativeChange", answer.relativeChange.map { "\($0)" } ?? "none", "\(change)"))
      }
      guard let bound = answer.bound, answer.servedRequestsPerSecond != nil, let gpus = answer.gpusUsed else {
        return findings + [AnswerCheck.finding(key, "a part of an answer", "all of it")]
      }
      let isServed = plan.inputs.objective == "served"
      if isServed ? bound < value * (1 - 1e-6) : bound > value * (1 + 1e-6) {
        findings.append(AnswerCheck.finding("\(key).bound", bound, "the answer itself reaches \(value)"))
      }
      if plan.composition.objective == "GPUs", abs(Double(gpus) - value) > 1e-6 * value {
        findings.append(AnswerCheck.finding("\(key).gpusUsed", gpus, "\(value)"))
      }
      return findings
    }
  }
}
