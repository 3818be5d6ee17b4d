import Inputs
import Optimization
import Plans

/// Checks one deployment of a policy.
struct DeploymentChecker {
  private let source: DeploymentSource
  private let optimizer: any Optimizer

  init(_ source: DeploymentSource, optimizer: any Optimizer) {
    self.source = source
    self.optimizer = optimizer
  }

  /// - Throws: What is no fault of an input.
  func deployment() throws -> CheckedDeployment {
    var deployment = CheckedDeployment(
      name: try source.node.required("name").text(), place: SourcePlace(source.node), subject: "", model: text("model"),
      cluster: text("cluster"), outcome: .fault)
    do {
      try check(&deployment)
    } catch let fault as Diagnostic {
      deployment.fault = CheckedFault(source.atKey(fault))
    }
    return deployment
  }

  private func text(_ key: String) -> String? { try? source.node.value(at: key)?.text() }

  private func check(_ deployment: inout CheckedDeployment) throws {
    let subject = try SubjectReader.subject(source)
    deployment.subject = subject.name
    let baseline = try Baseline(source)
    let evaluation = try subject.evaluate(optimizer, explaining: true)
    deployment.layout = evaluation.layout
    deployment.figures = figures(evaluation)
    let rules = RuleJudge(source: source, subject: subject, evaluation: evaluation, baseline: baseline).rules
    var search = LeverSearch(before: rules) { edited($0, baseline) }
    deployment.rules = try rules.map { try explained($0, evaluation, subject, &search) }
    deployment.outcome = outcome(rules)
    if !evaluation.keepsLimits, evaluation.isChosen, evaluation.isRefusalProved {
      deployment.conflict = ConflictFinder(source, isFeasible: isFeasible).conflict(subject.limits)
    }
  }

  private func figures(_ evaluation: Evaluation) -> [CheckedFigure] {
    guard evaluation.refusal == nil else { return [] }
    return LimitedQuantity.allCases.compactMap { evaluation[$0]?.checked }
  }

  private func outcome(_ rules: [CheckedRule]) -> CheckOutcome {
    let blocking = rules.filter(\.isBlocking).map(\.outcome)
    return blocking.contains(.fail) ? .fail : blocking.contains(.unproved) ? .unproved : .pass
  }

  // MARK: - What would be enough

  private func explained(
    _ rule: CheckedRule, _ evaluation: Evaluation, _ subject: any PolicySubject, _ search: inout LeverSearch
  ) throws -> CheckedRule {
    guard [.fail, .unproved].contains(rule.outcome), rule.severity != .note else { return rule }
    var rule = rule
    let levers = try LeverCatalogue(subject.source).levers(for: rule, evaluation, subject)
    rule.changes = search.changes(levers, fixing: rule)
    rule.cause = rule.changes.lazy.compactMap(\.place).first ?? rule.place
    return rule
  }

  /// The rules of an edited deployment; `nil` where it cannot be.
  private func edited(_ source: DeploymentSource, _ baseline: Baseline?) -> [CheckedRule]? {
    guard let subject = try? SubjectReader.subject(source),
      let evaluation = try? subject.evaluate(optimizer, explaining: false)
    else { return nil }
    return RuleJudge(source: source, subject: subject, evaluation: evaluation, baseline: baseline).rules
  }

  private func isFeasible(_ source: DeploymentSource) -> Bool? {
    guard let subject = try? SubjectReader.subject(source),
      let evaluation = try? subject.evaluate(optimizer, explaining: false)
    else { return nil }
    return evaluation.keepsLimits
  }
}
