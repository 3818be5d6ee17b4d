import Clusters
import Formats
import Models
import Optimization
import Planning
import Plans
import Quantities
import Verification

/// Determines the kind of a deployment from its keys.
enum SubjectReader {
  private static let clusterKeys = ["requests-per-second", "concurrency", "workloads", "workers"]

  /// - Throws: `Diagnostic` for keys that do not belong together.
  static func subject(_ source: DeploymentSource) throws -> any PolicySubject {
    if let plan = try source.node.optional("plan") { return try saved(source, plan) }
    if source.node.value(at: "layout") != nil { return try LayoutSubject(source) }
    let hasTarget = source.node.value(at: "limits.ttft") != nil
    let isCluster = hasTarget || clusterKeys.contains { source.node.value(at: $0) != nil }
    return isCluster ? try ClusterSubject(source) : try ReplicaSubject(source)
  }

  private static func saved(_ source: DeploymentSource, _ node: InputNode) throws -> any PolicySubject {
    let file = source.folder.file(try node.text())
    switch try DocumentReader.version(ofFile: file) {
    case Plan.formatVersion: return try SavedPlanSubject(source, file: file)
    case ClusterPlan.formatVersion: return try SavedClusterPlanSubject(source, file: file)
    default:
      throw node.fault(
        .unsupportedVersion, expected: "a plan of version \(Plan.formatVersion) or \(ClusterPlan.formatVersion)")
    }
  }
}

/// The workers of a saved cluster plan with the current inputs, which may have changed since.
private struct SavedClusterPlanSubject: PolicySubject {
  static let keys = ["name", "plan", "cluster", "requests-per-second", "limits", "baseline"]
  static let quantities = ClusterSubject.quantities.filter { $0 != .gap }

  let name: String
  let limits: LimitList
  let source: DeploymentSource
  private let file: String
  private let plan: ClusterPlan

  /// Findings by which workers cannot be at their place, or not hold their weights.
  private static let misfits: [FindingID] = [
    .unknownPool, .layoutImpossible, .unknownKind, .unknownModel, .unknownGPU, .workerMisplaced, .gpuUnavailable,
    .gpuTwice, .hostWrong, .countWrong, .missingDegrees, .degreesWrong,
  ]

  /// - Parameters:
  ///   - source: The deployment.
  ///   - file: The file of the plan.
  /// - Throws: `Diagnostic` for a plan that cannot be read, and keys that have no meaning beside one.
  init(_ source: DeploymentSource, file: String) throws {
    try source.node.allowOnly(Self.keys)
    name = "the plan \(file)"
    limits = try LimitList(
      source.node.optional("limits"), known: Self.quantities, subject: "a saved plan of a cluster",
      modes: SpareRule.Mode.allCases)
    self.source = source
    self.file = file
    plan = try Self.adjusted(ClusterPlan(contentsOf: file), source, limits)
  }

  var demandKey: String? { source.node.value(at: "requests-per-second") == nil ? nil : "requests-per-second" }

  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation {
    var inputs = try InputDocument.namedByPlan(file) { try ClusterPlanInputReader.read(plan.inputs) }
    if source.editedCluster != nil { inputs.cluster = try source.cluster() }
    let verdict = try ClusterPlanVerifier(plan, inputs: inputs).verdict()
    let misfits = verdict.findings.filter { Self.misfits.contains($0.id) }
    guard misfits.isEmpty, let actual = verdict.recomputed else {
      return refused(.layout, "the plan does not fit what it is for any more", misfits)
    }
    let overfull = verdict.findings.filter { $0.id == .memoryWrong }
    guard overfull.isEmpty else { return refused(.memory, "a worker's HBM does not hold its load", overfull) }
    let figures = ComposedFigures(plan: actual).figures
    if let served = figures.first(where: { $0.quantity == .served }), served.value < 1 - 1e-9 {
      var evaluation = refused(.demand, "\(served.checked.text) of the demand is served", [])
      evaluation.figures = [served]
      return evaluation
    }
    var evaluation = Evaluation(layout: ComposedFigures(plan: actual).words, figures: figures, isChosen: false)
    evaluation.afterFailure = actual.composition.spare.map { FailedEvaluation($0, of: actual) }
    return evaluation
  }

  private func refused(_ reason: Refusal.Reason, _ words: String, _ findings: [Finding]) -> Evaluation {
    let first = findings.first.map { ": \($0)" } ?? ""
    let more = findings.count > 1 ? "; \(findings.count - 1) more of the kind" : ""
    return Evaluation(
      refusal: Refusal(reason: reason, sentence: words + first + more, stage: nil, changes: []), isChosen: false)
  }

  /// The plan with the cluster, the demand and the failures of the policy.
  private static func adjusted(
    _ plan: ClusterPlan, _ source: DeploymentSource, _ limits: LimitList
  ) throws -> ClusterPlan {
    var plan = plan
    if let cluster = try source.reference("cluster") {
      _ = try source.clusterReference()
      plan.inputs.cluster.reference = cluster
    }
    if let demand = try source.node.optional("requests-per-second") {
      guard plan.inputs.models.count == 1 else {
        throw demand.fault(.conflict, expected: "no demand beside a plan of \(plan.inputs.models.count) models")
      }
      plan.inputs.models[0].requestsPerSecond = try demand.number(atLeast: 1e-9, atMost: 1e9)
    }
    plan.inputs.spare = limits.survival?.rule
    return plan
  }
}

/// The layout of a saved replica plan with the current inputs, which may have changed since.
private struct SavedPlanSubject: PolicySubject {
  static let keys = [
    "name", "plan", "model", "cluster", "calibration", "precision", "kv-precision", "allow-long-context", "expert-load",
    "context", "input",
    "output-tokens", "tokens-per-second", "limits", "baseline",
  ]
  static let quantities: [LimitedQuantity] = ReplicaSubject.quantities.filter { $0 != .gap }

  let name: String
  let limits: LimitList
  private let file: String
  private let plan: Plan
  /// The deployment, completed by the plan's inputs where the policy is silent.
  let source: DeploymentSource

  /// - Parameters:
  ///   - source: The deployment.
  ///   - file: The file of the plan.
  /// - Throws: `Diagnostic` for a plan that cannot be read, and keys that have no meaning beside one.
  init(_ source: DeploymentSource, file: String) throws {
    try source.node.allowOnly(Self.keys)
    self.file = file
    plan = try Plan(contentsOf: file)
    name = "the plan \(file)"
    limits = try LimitList(
      source.node.optional("limits"), known: Self.quantities, subject: "a saved plan of one replica",
      modes: [.restart])
    self.source = Self.completed(source, from: plan.inputs)
  }

  var demandKey: String? { source.node.value(at: "tokens-per-second") == nil ? nil : "tokens-per-second" }

  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation {
    let inputs = ReplicaInputs(source: source)
    let request = try InputDocument.namedByPlan(file) { try inputs.request(limits) }
    if let refusal = try misfit(request) { return Evaluation(refusal: refusal, isChosen: false) }
    let layout = DeployedLayout(plan, request: request)
    let workloads = try inputs.workloads()
    if let refusal = try layout.shortage(under: workloads) { return Evaluation(refusal: refusal, isChosen: false) }
    let figures = try layout.figures(under: workloads)
    if let refusal = shortfall(figures, request) {
      return Evaluation(figures: figures, refusal: refusal, isChosen: false)
    }
    return Evaluation(
      layout: plan.sentence, figures: figures, isChosen: false,
      afterFailure: try limits.survival.map { try layout.worst(after: $0.rule.unit, under: workloads) })
  }

  /// A layout that the model or the machines do not have any more.
  private func misfit(_ request: PlanRequest) throws -> Refusal? {
    let inputs = VerifierInputs(
      model: request.model, cluster: request.cluster, calibration: request.calibration,
      expertLoad: request.expertLoad, digests: [:])
    let findings = PlanStructure(plan, inputs: inputs).findings
    guard let first = findings.first else { return nil }
    let more = findings.count > 1 ? "; \(findings.count - 1) more of the kind" : ""
    return Refusal(
      reason: .layout, sentence: "the plan does not fit what it is for any more: \(first)\(more)", stage: nil,
      changes: [])
  }

  private func shortfall(_ figures: [Figure], _ request: PlanRequest) -> Refusal? {
    guard let demand = request.goal.tokensPerSecond,
      let rate = figures.first(where: { $0.quantity == .tokensPerSecond }), rate.value < demand * (1 - 1e-9)
    else { return nil }
    return Refusal(
      reason: .demand,
      sentence:
        "\(plan.workers.reduce(0) { $0 + $1.layout.replicas }) replicas make \(rate.checked.text) output tokens/s, not "
        + LimitMeasure.number.text(demand), stage: nil, changes: [])
  }

  // MARK: - Inputs

  /// Names of files in a plan are those of the command that made it.
  private static func completed(_ source: DeploymentSource, from inputs: PlanInputs) -> DeploymentSource {
    var source = source
    let texts: [(String, String?)] = [
      ("model", inputs.model.reference), ("cluster", inputs.cluster.reference),
      ("calibration", inputs.calibration.reference), ("expert-load", inputs.expertLoad?.reference),
      ("precision", inputs.weightFormat?.rawValue), ("kv-precision", inputs.workload.cacheFormat?.rawValue),
    ]
    for case (let key, let text?) in texts { source.fill(key, .text(text)) }
    let hasLength = ["context", "input"].contains { source.node.value(at: $0) != nil }
    let lengths = [
      ("context", inputs.workload.context), ("input", inputs.workload.inputTokens),
      ("output-tokens", inputs.workload.outputTokens),
    ]
    for case (let key, let tokens?) in lengths where !hasLength { source.fill(key, .integer(tokens)) }
    return source
  }
}

extension DeploymentSource {
  /// Gives a key a value where it has none.
  fileprivate mutating func fill(_ key: String, _ content: InputNode.Content) {
    guard node.value(at: key) == nil else { return }
    node = node.setting(key, to: content) ?? node
    if case .text(let text) = content { given[key] = text }
  }
}
