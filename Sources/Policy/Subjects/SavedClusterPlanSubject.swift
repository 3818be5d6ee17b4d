import Inputs
import Optimization
import Plans
import Verification

/// The workers of a saved plan of a cluster, with the inputs that there are now: what has changed since then counts.
struct SavedClusterPlanSubject: PolicySubject {
  static let keys = ["name", "plan", "cluster", "requests-per-second", "limits", "baseline"]
  static let quantities = ClusterSubject.quantities.filter { $0 != .gap }

  let name: String
  let limits: LimitList
  let source: DeploymentSource
  private let plan: ClusterPlan

  /// Findings that say that workers cannot be where they are, or not hold what they should.
  private static let misfits = [
    "pool-unknown", "layout-impossible", "kind-unknown", "model-unknown", "gpu-unknown", "worker-misplaced",
    "gpu-unavailable", "gpu-used-twice", "host-wrong", "count-wrong", "degrees-missing", "degrees-wrong",
  ]

  /// - Parameters:
  ///   - source: The deployment.
  ///   - file: Of the plan.
  /// - Throws: `Diagnostic` for a plan that cannot be read, and keys that have no meaning beside one.
  init(_ source: DeploymentSource, file: String) throws {
    try source.node.allowOnly(Self.keys)
    name = "the plan \(file)"
    limits = try LimitList(
      source.node.optional("limits"), known: Self.quantities, subject: "a saved plan of a cluster",
      modes: SpareRule.Mode.allCases)
    self.source = source
    plan = try Self.adjusted(ClusterPlan(contentsOf: file), source, limits)
  }

  var demandKey: String? { source.node.value(at: "requests-per-second") == nil ? nil : "requests-per-second" }

  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation {
    var inputs = try ClusterPlanInputReader.read(plan.inputs)
    if source.editedCluster != nil { inputs.cluster = try source.cluster() }
    let verdict = try ClusterPlanVerifier(plan, inputs: inputs).verdict()
    let misfits = verdict.findings.filter { Self.misfits.contains($0.id) }
    guard misfits.isEmpty, let actual = verdict.recomputed else {
      return refused(.layout, "the plan does not fit what it is for any more", misfits)
    }
    let overfull = verdict.findings.filter { $0.id == "memory-wrong" }
    guard overfull.isEmpty else { return refused(.memory, "a worker's HBM does not hold its load", overfull) }
    let figures = ComposedFigures(actual).figures
    if let served = figures.first(where: { $0.quantity == .served }), served.value < 1 - 1e-9 {
      var evaluation = refused(.demand, "\(served.checked.text) of the demand is served", [])
      evaluation.figures = [served]
      return evaluation
    }
    var evaluation = Evaluation(layout: ComposedFigures(actual).words, figures: figures, isChosen: false)
    evaluation.afterFailure = actual.composition.spare.map { FailedEvaluation($0, of: actual) }
    return evaluation
  }

  private func refused(_ reason: Refusal.Reason, _ words: String, _ findings: [Finding]) -> Evaluation {
    let first = findings.first.map { ": \($0)" } ?? ""
    let more = findings.count > 1 ? "; \(findings.count - 1) more of the kind" : ""
    return Evaluation(
      refusal: Refusal(reason: reason, sentence: words + first + more, stage: nil, changes: []), isChosen: false)
  }

  /// With the cluster, the demand and the failures of the policy.
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
        throw demand.fault("keys-conflict", expected: "no demand beside a plan of \(plan.inputs.models.count) models")
      }
      plan.inputs.models[0].requestsPerSecond = try demand.number(atLeast: 1e-9, atMost: 1e9)
    }
    plan.inputs.spare = limits.survival?.rule
    return plan
  }
}
