import Formats
import Plans
import Quantities

/// Judges the figures of a deployment by its limits.
struct RuleJudge {
  let source: DeploymentSource
  let subject: any PolicySubject
  let evaluation: Evaluation
  let baseline: Baseline?

  static let fits = "fits"
  static let demand = "demand"

  /// Whether it fits, whether the demand is served, then the limits in the order of the policy.
  var rules: [CheckedRule] {
    [fits] + [demand].compactMap(\.self) + subject.limits.limits.map(limit) + [survival].compactMap(\.self)
      + (baseline?.rules(evaluation) ?? [])
  }

  /// The rule that a refusal breaks.
  private var refused: String? {
    guard let refusal = evaluation.refusal else { return nil }
    switch refusal.reason {
    case .demand where subject.demandKey != nil: return Self.demand
    case .latency:
      let times: [LimitedQuantity] = [.timePerOutputToken, .timeToFirstToken]
      let limited = times.filter { subject.limits.kept($0) != nil }
      return (limited.first { $0 == evaluation.missedTarget } ?? limited.first)?.rawValue ?? Self.fits
    default: return Self.fits
    }
  }

  private var refusedOutcome: CheckOutcome { evaluation.isRefusalProved ? .fail : .unproved }

  // MARK: - Rules that every deployment has

  private var fits: CheckedRule {
    let isRefused = refused == Self.fits
    let headroom = evaluation[.memoryHeadroom].map { figure in
      "\(figure.quantity.measure.text(figure.value)) of HBM free on the fullest GPU"
        + (figure.location.map { " (\($0))" } ?? "")
    }
    return CheckedRule(
      id: Self.fits, requirement: "fits the cluster", severity: .error, outcome: isRefused ? refusedOutcome : .pass,
      sentence: isRefused ? evaluation.refusal?.sentence ?? "" : headroom ?? "weights and caches fit the HBM",
      place: SourcePlace(source.node))
  }

  private var demand: CheckedRule? {
    guard let key = subject.demandKey, let node = source.node.value(at: key) else { return nil }
    let isRefused = refused == Self.demand
    var rule = CheckedRule(
      id: Self.demand, requirement: "the demand is served", severity: .error,
      outcome: isRefused ? refusedOutcome : evaluation.refusal == nil ? .pass : .skipped, sentence: skippedSentence,
      found: (evaluation[.served] ?? evaluation[.tokensPerSecond])?.checked, place: SourcePlace(node))
    if isRefused { rule.sentence = evaluation.refusal?.sentence ?? "" }
    if rule.outcome == .pass { rule.sentence = servedSentence }
    return rule
  }

  private var servedSentence: String {
    guard let served = evaluation[.served], let rate = evaluation[.requestsPerSecond] else {
      return evaluation[.tokensPerSecond].map { "\($0.checked.text) output tokens/s are served" } ?? "it is served"
    }
    return "\(rate.checked.text) requests/s are served, \(served.checked.text) of the demand"
  }

  private var skippedSentence: String { "no plan keeps all limits" }

  // MARK: - Limits

  private func limit(_ limit: Limit) -> CheckedRule {
    var rule = CheckedRule(
      id: limit.quantity.rawValue, requirement: limit.requirement, severity: limit.severity, outcome: .skipped,
      sentence: skippedSentence, limit: limit.figure, place: SourcePlace(limit.node))
    if refused == rule.id {
      (rule.outcome, rule.sentence) = (refusedOutcome, evaluation.refusal?.sentence ?? "")
    } else if evaluation.refusal == nil, let figure = evaluation[limit.quantity] {
      rule.found = figure.checked
      (rule.outcome, rule.sentence) = judged(figure, limit)
    } else if evaluation.refusal == nil {
      rule.sentence = "there is no such figure here"
      rule.outcome = .fail
    }
    return rule
  }

  private func judged(_ figure: Figure, _ limit: Limit) -> (CheckOutcome, String) {
    let text = figure.quantity.measure.text(figure.value)
    let place = figure.location.map { " (\($0))" } ?? ""
    if limit.isKept(by: figure.value) { return (.pass, "\(text)\(place)") }
    let sentence = "\(text)\(place), \(distance(figure.value, limit))"
    if evaluation.unreachable == figure.quantity {
      return (.fail, "\(sentence), in the best plan without this limit; no plan keeps it beside the others")
    }
    guard evaluation.isChosen else { return (.fail, sentence) }
    guard let bound = figure.bound else { return (.unproved, "\(sentence), \(Self.unsought)") }
    guard limit.isKept(by: bound) else { return (.fail, sentence) }
    let side = figure.quantity.side == .atMost ? "none is below" : "none is above"
    return (
      .unproved,
      "\(sentence), in the best plan found; it is only proved that \(side) \(figure.quantity.measure.text(bound))"
    )
  }

  /// The remark for a limit that was no constraint of the search, which another plan may meet.
  private static let unsought = "in the plan that is best by its objective; no search was made for this limit"

  /// "22.4 % above 50.0 ms".
  private func distance(_ value: Double, _ limit: Limit) -> String {
    let text = limit.quantity.measure.text(limit.value)
    let side = limit.quantity.side == .atMost ? "above" : "below"
    guard limit.value != 0, limit.quantity.measure.unit != "B" else { return "\(side) \(text)" }
    return "\(Numerals.percent((value / limit.value - 1).magnitude, decimals: 1)) \(side) \(text)"
  }

  // MARK: - Failures

  private var survival: CheckedRule? {
    guard let survival = subject.limits.survival else { return nil }
    var rule = CheckedRule(
      id: LimitList.survivalKey, requirement: survival.requirement, severity: survival.severity, outcome: .skipped,
      sentence: skippedSentence, place: SourcePlace(survival.node))
    guard let after = evaluation.afterFailure else { return rule }
    let broken = broken(after)
    rule.outcome = broken == nil ? .pass : after.isProved ? .fail : .unproved
    rule.sentence = "\(after.unit): \(after.consequence)" + (broken.map { "; \($0)" } ?? "")
    if broken != nil, !after.isSought { rule.sentence += ", \(Self.unsought)" }
    return rule
  }

  /// The first limit violated after a failure; `nil` where there is none.
  private func broken(_ after: FailedEvaluation) -> String? {
    guard !after.figures.isEmpty else { return after.isServing ? "too little is left" : "nothing is left" }
    if let served = after.figures.first(where: { $0.quantity == .served }), subject.demandKey != nil,
      served.value < 1 - 1e-9
    {
      return "\(served.checked.text) of the demand is served"
    }
    for limit in subject.limits.limits where limit.severity == .error {
      // What does not hold before a failure is another rule's to say.
      guard let before = evaluation[limit.quantity], limit.isKept(by: before.value),
        let figure = after.figures.first(where: { $0.quantity == limit.quantity }), !limit.isKept(by: figure.value)
      else { continue }
      return "\(figure.quantity.subject) then \(figure.checked.text), \(distance(figure.value, limit))"
    }
    return nil
  }
}
