import Formats
import Plans
import Quantities
import Verification

/// Figures of before, and how far those of now may be worse.
struct Baseline {
  /// A share by which a figure may be worse.
  private struct Tolerance {
    let quantity: LimitedQuantity
    let share: Double
    let severity: Severity
    let node: InputNode
  }

  private let figures: [Figure]
  /// The first value of the deployment that is not the one that the saved plan was made for.
  private let changed: InputNode?
  private let tolerances: [Tolerance]
  /// The plan or report as the policy names it.
  private let file: String

  /// - Parameter source: The deployment.
  /// - Returns: `nil` where the policy has no baseline for it.
  /// - Throws: `Diagnostic` for a file that is no plan and no report, and for figures that it does not have.
  init?(_ source: DeploymentSource) throws {
    guard let node = try source.node.optional("baseline") else { return nil }
    try node.allowOnly(["plan"] + LimitedQuantity.allCases.map(\.rawValue))
    let written = try node.required("plan", expected: "a plan, or a report of layline check, in JSON")
    file = source.folder.file(try written.text())
    let saved = try SavedFigures(file, deployment: source.node.required("name").text(), at: written)
    let figures = saved.figures
    self.figures = figures
    changed = saved.inputs.changed(in: source)
    tolerances = try node.entries().filter { $0.key != "plan" }.map { name, value in
      let (share, severity) = try value.withSeverity(named: "limit")
      guard let quantity = LimitedQuantity(rawValue: name), figures.contains(where: { $0.quantity == quantity }) else {
        throw Diagnostic(
          id: .limitUnavailable, file: value.file, key: value.key, line: value.line,
          found: "a figure that the baseline does not have",
          expected: "one of \(figures.map(\.quantity.rawValue).joined(separator: ", "))")
      }
      return Tolerance(quantity: quantity, share: try share.share(), severity: severity, node: share)
    }
    guard !tolerances.isEmpty else {
      throw node.fault(.missingKey, expected: "beside the plan, figures and by how much they may be worse: tpot: 5 %")
    }
  }

  /// A rule for each figure that may not be worse.
  func rules(_ evaluation: Evaluation) -> [CheckedRule] {
    tolerances.map { tolerance in rule(tolerance, evaluation) }
  }

  private func rule(_ tolerance: Tolerance, _ evaluation: Evaluation) -> CheckedRule {
    let quantity = tolerance.quantity
    var rule = CheckedRule(
      id: "baseline.\(quantity.rawValue)",
      requirement: "\(quantity.noun) at most \(Numerals.percent(tolerance.share, decimals: 1)) worse than in \(file)",
      severity: tolerance.severity, outcome: .skipped, sentence: "no plan keeps all limits",
      place: SourcePlace(tolerance.node))
    rule.cause = changed.map { SourcePlace($0) }
    guard let before = figures.first(where: { $0.quantity == quantity }) else { return rule }
    let sign = quantity.side == .atMost ? 1.0 : -1.0
    let value = before.value * (1 + sign * tolerance.share)
    rule.limit = Figure(quantity, value).checked
    guard evaluation.refusal == nil, let now = evaluation[quantity] else { return rule }
    rule.found = now.checked
    let limit = Limit(quantity: quantity, value: value, severity: tolerance.severity, node: tolerance.node)
    rule.outcome = limit.isKept(by: now.value) ? .pass : .fail
    rule.sentence =
      "\(now.checked.text), before \(before.checked.text)" + change(before.value, now.value)
    return rule
  }

  private func change(_ before: Double, _ now: Double) -> String {
    guard before != 0 else { return "" }
    let share = now / before - 1
    return ", \(Numerals.percent(share.magnitude, decimals: 1)) \(share < 0 ? "less" : "more")"
  }
}

/// What a saved plan was made for, by the keys of a deployment.
private struct SavedInputs {
  private enum Value {
    case number(Double?)
    case name(String?)
    case contents(sha256: String)
  }

  private var values: [String: Value] = [:]

  init() {}

  init(_ inputs: PlanInputs) {
    let (workload, goal) = (inputs.workload, inputs.goal)
    values = [
      "model": .name(inputs.model.reference), "cluster": .contents(sha256: inputs.cluster.sha256),
      "precision": .name(inputs.weightFormat?.rawValue), "kv-precision": .name(workload.cacheFormat?.rawValue),
      "context": .number(workload.context.map(Double.init)), "input": .number(workload.inputTokens.map(Double.init)),
      "output-tokens": .number(workload.outputTokens.map(Double.init)),
      "batch": .number(goal.batch.map(Double.init)), "tokens-per-second": .number(goal.tokensPerSecond),
    ]
  }

  init(_ inputs: ClusterPlanInputs) {
    values["cluster"] = .contents(sha256: inputs.cluster.sha256)
    guard inputs.models.count == 1, let served = inputs.models.first, let model = served.model else { return }
    values["model"] = .name(model.reference)
    values["precision"] = .name(served.weightFormat?.rawValue)
    values["kv-precision"] = .name(served.cacheFormat?.rawValue)
    values["input"] = .number(served.inputTokens)
    values["output-tokens"] = .number(served.outputTokens)
    values["requests-per-second"] = .number(served.requestsPerSecond)
  }

  /// The first value of a deployment that is another one; paths are held against each other by the names of their files.
  func changed(in source: DeploymentSource) -> InputNode? {
    (try? source.node.entries())?.first { key, value in
      switch values[key] {
      case .number(let saved):
        ((try? Double(value.tokens())) ?? (try? value.number(atLeast: 0))).map { $0 != saved } ?? false
      case .name(let saved): (try? value.text())?.split(separator: "/").last != saved?.split(separator: "/").last
      case .contents(let sha256): (try? Digest.of(source.clusterReference().contents())).map { $0 != sha256 } ?? false
      case nil: false
      }
    }?.value
  }
}

/// The figures that a document of before has.
private struct SavedFigures {
  let figures: [Figure]
  private(set) var inputs = SavedInputs()

  /// - Parameters:
  ///   - file: A plan of a replica or of a cluster, or a report of a check.
  ///   - deployment: The name of the deployment in the report.
  ///   - written: The place that names the file.
  /// - Throws: `Diagnostic` for any other file, and a report without the deployment or its figures.
  init(_ file: String, deployment: String, at written: InputNode) throws {
    switch try DocumentReader.version(ofFile: file) {
    case Plan.formatVersion:
      let plan = try Plan.believed(contentsOf: file)
      try Self.refuse(
        try? PlanVerifier(plan, inputs: InputDocument.namedByPlan(file) { try PlanInputReader.read(plan.inputs) })
          .findings(), file)
      figures = Self.figures(of: plan)
      inputs = SavedInputs(plan.inputs)
    case ClusterPlan.formatVersion:
      let plan = try ClusterPlan.believed(contentsOf: file)
      try Self.refuse(
        try? ClusterPlanVerifier(
          plan, inputs: InputDocument.namedByPlan(file) { try ClusterPlanInputReader.read(plan.inputs) }
        ).findings(), file)
      figures = ComposedFigures(plan: plan).figures
      inputs = SavedInputs(plan.inputs)
    case CheckReport.formatVersion:
      let report = try CheckReport(contentsOf: file)
      guard let found = report.deployments.first(where: { $0.name == deployment }), !found.figures.isEmpty else {
        throw written.fault(
          .missingBaseline, expected: "a report that has figures of the deployment \"\(deployment)\"")
      }
      figures = found.figures.compactMap { figure in
        LimitedQuantity(rawValue: figure.quantity).map { Figure($0, figure.value, at: figure.location) }
      }
    default:
      throw written.fault(
        .unsupportedVersion,
        expected:
          "a document of version \(Plan.formatVersion), \(ClusterPlan.formatVersion) or \(CheckReport.formatVersion)")
    }
  }

  /// Refuses a plan that does not hold for the very inputs that it names. Where these are gone or have changed since, the plan
  /// can only be held against itself, as its reader does.
  private static func refuse(_ findings: [Finding]?, _ file: String) throws {
    guard let findings, !findings.contains(where: { $0.id == .inputChanged }), let first = findings.first else {
      return
    }
    throw Diagnostic(
      id: .planChanged, file: file, key: first.key, found: first.claimed, expected: first.actual,
      advice: "the baseline does not hold (\(first.id)); layline verify lists what")
  }

  private static func figures(of plan: Plan) -> [Figure] {
    let (total, time) = (plan.total, plan.slowestTimePerOutputToken)
    let sequences = plan.workers.reduce(0) { $0 + Double($1.layout.replicas * $1.layout.sequencesPerReplica) }
    var figures = [
      Figure(.timePerOutputToken, time), Figure(.tokensPerSecond, total.tokensPerSecond),
      Figure(.tokensPerSecondPerGPU, total.tokensPerSecondPerGPU),
      Figure(.tokensPerSecondPerUser, 1 / time),
      Figure(.sequences, sequences), Figure(.gpus, Double(total.gpus)),
      Figure(.gap, plan.certificate.gap),
    ]
    let free = plan.workers.flatMap { $0.prediction.stages.map(\.memory.free) }.min()
    if let free { figures.append(Figure(.memoryHeadroom, free)) }
    if let cost = total.costPerMillionTokens { figures.append(Figure(.costPerMillionTokens, cost)) }
    return figures
  }
}
