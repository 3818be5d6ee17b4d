import Formats
import FoundationEssentials
import Optimization
import Plans
import Quantities

/// Checks every deployment of a policy: solves it, judges its limits, and searches for the smallest change that meets
/// them.
public struct PolicyChecker {
  private let policy: PolicyDocument
  private let optimizer: any Optimizer
  private let progress: (Double) -> Void

  /// - Parameters:
  ///   - policy: The policy as read.
  ///   - optimizer: Solves the programs.
  ///   - progress: Called with the finished share of the deployments.
  public init(_ policy: PolicyDocument, optimizer: any Optimizer, progress: @escaping (Double) -> Void = { _ in }) {
    self.policy = policy
    self.optimizer = optimizer
    self.progress = progress
  }

  /// The report. An invalid input of one deployment is reported with it and does not prevent the check of the others.
  /// - Throws: Errors that are not faults of an input.
  public func report() throws -> CheckReport {
    let count = Double(policy.deployments.count)
    let deployments = try policy.deployments.enumerated().map { index, source in
      progress(Double(index) / count)
      return try DeploymentChecker(source: source, optimizer: optimizer).deployment()
    }
    return CheckReport(policy: policy.reference, deployments: deployments)
  }
}

/// Finds a smallest set of limits that cannot all be kept: without any one of them there is a plan.
private struct ConflictFinder {
  /// Something that the policy asks for and could leave out.
  private struct Demand {
    let key: String
    let words: String
    /// The value that stands for the absence of the demand; `nil` removes the key.
    let content: InputNode.Content?
  }

  let source: DeploymentSource
  /// Whether there is a plan; `nil` where the deployment is invalid without the demands left out.
  let isFeasible: (DeploymentSource) -> Bool?

  /// The conflicting demands, in words.
  /// - Parameter limits: The limits of the deployment.
  /// - Returns: `nil` where there is no plan without any of them either.
  func conflict(_ limits: LimitList) -> [String]? {
    var kept = demands(limits).filter { isFeasible(without([$0])) != nil }
    let all = kept
    for demand in all {
      let others = kept.filter { $0.key != demand.key }
      let left = all.filter { one in !others.contains { $0.key == one.key } }
      if isFeasible(without(left)) == false { kept = others }
    }
    return kept.isEmpty ? nil : kept.map(\.words)
  }

  private func without(_ demands: [Demand]) -> DeploymentSource {
    demands.reduce(into: source) { source, demand in
      source.node = source.node.setting(demand.key, to: demand.content) ?? source.node
    }
  }

  private func demands(_ limits: LimitList) -> [Demand] {
    var demands = limits.limits.filter { $0.severity == .error && Self.steering.contains($0.quantity) }.map {
      Demand(key: "limits.\($0.quantity.rawValue)", words: $0.requirement, content: nil)
    }
    if let survival = limits.survival {
      demands.append(
        Demand(key: "limits.\(LimitList.survivalKey)", words: "the loss of any one \(survival.unit)", content: nil))
    }
    for (key, words, content) in Self.sizes {
      guard let node = source.node.value(at: key) else { continue }
      let numbers = ((try? node.items()) ?? [node]).compactMap { try? $0.tokens() }
      let value = numbers.max().map(Numerals.grouped) ?? (try? node.number(atLeast: 0)).map { Numerals.significant($0) }
      demands.append(
        Demand(key: key, words: words.replacing("#", with: value ?? node.summary), content: content))
    }
    return demands
  }

  /// The limits that are constraints of searches.
  private static let steering: [LimitedQuantity] = [.timePerOutputToken, .timeToFirstToken, .memoryHeadroom, .gpus]

  private static let sizes: [(key: String, words: String, content: InputNode.Content?)] = [
    ("requests-per-second", "a demand of # requests/s", nil), ("tokens-per-second", "a demand of # tokens/s", nil),
    ("batch", "# sequences in flight", .integer(1)), ("context", "a context of # tokens", .integer(1)),
  ]
}

/// Checks one deployment of a policy.
private struct DeploymentChecker {
  let source: DeploymentSource
  let optimizer: any Optimizer

  /// - Throws: Errors that are not faults of an input.
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
      deployment.conflict = ConflictFinder(source: source, isFeasible: isFeasible).conflict(subject.limits)
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
    let levers = try LeverCatalogue(source: subject.source).levers(for: rule, evaluation, subject)
    rule.changes = search.changes(levers, fixing: rule)
    if rule.cause == nil { rule.cause = blamed(rule) }
    return rule
  }

  /// The limit that is not kept; where there is no line of one, what may be changed, else the cluster that is too small.
  private func blamed(_ rule: CheckedRule) -> SourcePlace {
    let deployment = SourcePlace(source.node)
    guard rule.place == deployment else { return rule.place }
    return rule.changes.lazy.compactMap(\.place).first { $0 != deployment }
      ?? ["cluster", "plan"].lazy.compactMap { source.node.value(at: $0) }.first.map { SourcePlace($0) } ?? deployment
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
