import Inputs
import Optimization
import Planning
import Plans

/// The best workers for a whole cluster, as `layline plan` finds them for a demand.
struct ClusterSubject: PolicySubject {
  static let keys = [
    "name", "model", "cluster", "calibration", "precision", "kv-precision", "input", "output", "prefix-cache-hit-rate",
    "requests-per-second", "concurrency", "draft-tokens", "acceptance", "runtime", "two-batch-overlap",
    "steps-between-admissions", "most-sequences", "workloads", "workers", "prefill-derate", "decode-derate",
    "objective", "gap", "limits", "baseline",
  ]
  static let quantities: [LimitedQuantity] = [
    .timePerOutputToken, .timeToFirstToken, .served, .requestsPerSecond, .tokensPerSecond, .tokensPerSecondPerGPU,
    .tokensPerSecondPerUser, .gpus, .costPerMillionTokens, .costPerHour, .gap,
  ]

  let name = "the best workers for the whole cluster"
  let limits: LimitList
  let source: DeploymentSource
  private let node: InputNode

  init(_ source: DeploymentSource) throws {
    self.source = source
    node = source.node
    try node.allowOnly(Self.keys)
    limits = try LimitList(
      node.optional("limits"), known: Self.quantities, subject: "a plan of a whole cluster",
      modes: SpareRule.Mode.allCases)
  }

  var demandKey: String? {
    ["requests-per-second", "concurrency", "workloads"].first { node.value(at: $0) != nil }
  }

  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation {
    let inputs = ClusterInputs(source, limits)
    let request = try inputs.request()
    let refusal: Refusal
    switch try ClusterPlanner(request, optimizer: optimizer).plan() {
    case .plan(let plan): return evaluation(plan)
    case .refused(let refused): refusal = refused
    }
    if request.inputs.spare != nil, let plain = try withoutSpare(refusal, inputs, optimizer) { return plain }
    let most = try mostServed(inputs, optimizer)
    let isProved = most.map { ($0.bound ?? .infinity) < 1 - 1e-9 } ?? true
    return Evaluation(
      figures: most.map { [$0] } ?? [], refusal: refusal, isRefusalProved: isProved,
      missedTarget: lacksPrefill(request) ? .timeToFirstToken : nil)
  }

  /// The best plan that keeps nothing for failures, where there is one: all but the survival is judged by it.
  private func withoutSpare(
    _ refusal: Refusal, _ inputs: ClusterInputs, _ optimizer: any Optimizer
  ) throws -> Evaluation? {
    guard case .plan(let plan) = try ClusterPlanner(try inputs.request(spares: false), optimizer: optimizer).plan()
    else {
      return nil
    }
    let most = try mostServed(inputs, optimizer)
    var evaluation = evaluation(plan)
    evaluation.afterFailure = try FailedEvaluation(
      unit: "any one \(limits.survival?.unit ?? "unit")", consequence: refusal.sentence, figures: [], isServing: true,
      isProved: most.map { ($0.bound ?? .infinity) < 1 - 1e-9 } ?? inputs.request().isOfOneUnit)
    return evaluation
  }

  /// Whether some model could be decoded, and no worker is fast enough for its prompts.
  private func lacksPrefill(_ request: ClusterRequest) -> Bool {
    request.models.indices.contains { model in
      let roles = Set(request.workers.filter { $0.model == model }.map(\.role))
      return roles == [.decode]
    }
  }

  private func evaluation(_ plan: ClusterPlan) -> Evaluation {
    Evaluation(
      layout: ComposedFigures(plan).words, figures: ComposedFigures(plan).figures,
      afterFailure: plan.composition.spare.map { FailedEvaluation($0, of: plan) })
  }

  /// What the cluster serves of the demand at most, where it does not serve all of it.
  private func mostServed(_ inputs: ClusterInputs, _ optimizer: any Optimizer) throws -> Figure? {
    guard demandKey != nil else { return nil }
    let request = try inputs.request(objective: .served)
    guard case .plan(let plan) = try ClusterPlanner(request, optimizer: optimizer).plan() else { return nil }
    let demand = request.models.count == 1 ? request.models[0].requestsPerSecond ?? 1 : 1
    return Figure(.served, plan.composition.value / demand, bound: plan.composition.bound / demand)
  }
}
