import Inputs
import Models
import Optimization
import Planning
import Plans
import Quantities
import Topology
import Verification

/// The layout of a saved plan of one replica, with the inputs that there are now: what has changed since then counts.
struct SavedPlanSubject: PolicySubject {
  static let keys = [
    "name", "plan", "model", "cluster", "calibration", "precision", "kv-precision", "expert-load", "context", "input",
    "output", "tokens-per-second", "limits", "baseline",
  ]
  static let quantities: [LimitedQuantity] = ReplicaSubject.quantities.filter { $0 != .gap }

  let name: String
  let limits: LimitList
  private let plan: Plan
  /// With what the plan was made from where the policy says nothing.
  let source: DeploymentSource

  /// - Parameters:
  ///   - source: The deployment.
  ///   - file: Of the plan.
  /// - Throws: `Diagnostic` for a plan that cannot be read, and keys that have no meaning beside one.
  init(_ source: DeploymentSource, file: String) throws {
    try source.node.allowOnly(Self.keys)
    plan = try Plan(contentsOf: file)
    name = "the plan \(file)"
    limits = try LimitList(
      source.node.optional("limits"), known: Self.quantities, subject: "a saved plan of one replica",
      modes: [.restart])
    self.source = Self.completed(source, from: plan.inputs)
  }

  var demandKey: String? { source.node.value(at: "tokens-per-second") == nil ? nil : "tokens-per-second" }

  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation {
    let inputs = ReplicaInputs(source)
    let request = try inputs.request(limits)
    if let refusal = try misfit(request) { return Evaluation(refusal: refusal, isChosen: false) }
    let layout = try DeployedLayout(plan, request: request)
    let workloads = try inputs.workloads()
    if let refusal = try layout.shortage(under: workloads) { return Evaluation(refusal: refusal, isChosen: false) }
    let figures = try layout.figures(under: workloads)
    if let refusal = shortfall(figures, request) {
      return Evaluation(figures: figures, refusal: refusal, isChosen: false)
    }
    return Evaluation(
      layout: plan.layout.sentence, figures: figures, isChosen: false,
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
      sentence: "\(plan.layout.replicas) replicas make \(rate.checked.text) output tokens/s, not "
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
      ("output", inputs.workload.outputTokens),
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
