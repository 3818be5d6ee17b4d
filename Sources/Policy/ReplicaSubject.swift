import Clusters
import Costing
import Formats
import Optimization
import Planning
import Plans
import Quantities

/// The best layout of one replica, as `layline plan` finds it for a context: decode alone.
struct ReplicaSubject: PolicySubject {
  static let keys = [
    "name", "model", "cluster", "calibration", "precision", "kv-precision", "allow-long-context", "expert-load",
    "redundant-experts", "engine", "any-layout",
    "context", "input", "output-tokens", "batch", "tokens-per-second", "objective", "gap", "limits", "baseline",
  ]
  static let quantities: [LimitedQuantity] = [
    .timePerOutputToken, .memoryHeadroom, .tokensPerSecond, .tokensPerSecondPerGPU, .tokensPerSecondPerUser,
    .sequences, .gpus, .costPerMillionTokens, .costPerHour, .bubble, .scaleUpUtilisation, .scaleOutUtilisation, .gap,
  ]

  let name = "the best layout of one replica"
  let limits: LimitList
  let source: DeploymentSource
  private let node: InputNode

  init(_ source: DeploymentSource) throws {
    self.source = source
    node = source.node
    try node.allowOnly(Self.keys)
    limits = try LimitList(
      node.optional("limits"), known: Self.quantities, subject: "a plan of one replica", modes: [.restart])
  }

  var demandKey: String? { node.value(at: "tokens-per-second") == nil ? nil : "tokens-per-second" }

  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation {
    let inputs = ReplicaInputs(source: source)
    let request = try inputs.request(limits)
    let kept = try keepingHeadroom(request)
    switch try Planner(kept, optimizer: optimizer).planAlone(explainingRefusals: explaining) {
    case .success(let plan): return try evaluation(plan, request, inputs.workloads())
    case .failure(let refused):
      let isProved = refused.refusal.isUnproved != true
      guard isProved, limits.kept(.memoryHeadroom) != nil, let plan = try withoutHeadroom(request, optimizer) else {
        return Evaluation(refusal: refused.refusal, isRefusalProved: isProved)
      }
      var evaluation = try evaluation(plan, request, inputs.workloads())
      evaluation.unreachable = .memoryHeadroom
      return evaluation
    }
  }

  private func evaluation(_ plan: Plan, _ request: PlanRequest, _ workloads: [Workload]) throws -> Evaluation {
    let layout = DeployedLayout(plan, request: request)
    let figures = try layout.figures(under: workloads) + [gap(plan)]
    var after = try limits.survival.map { try layout.worst(after: $0.rule.unit, under: workloads) }
    after?.isProved = false
    after?.isSought = false
    return Evaluation(
      layout: plan.sentence, figures: figures.map { bounded($0, by: plan, in: request.cluster) },
      afterFailure: after)
  }

  private func withoutHeadroom(_ request: PlanRequest, _ optimizer: any Optimizer) throws -> Plan? {
    guard case .success(let plan) = try Planner(request, optimizer: optimizer).planAlone(explainingRefusals: false)
    else { return nil }
    return plan
  }

  // MARK: - Headroom

  /// Headroom is HBM that the search does not have.
  private func keepingHeadroom(_ request: PlanRequest) throws -> PlanRequest {
    guard let headroom = limits.kept(.memoryHeadroom), headroom > 0 else { return request }
    var kept = request
    for index in request.cluster.pools.indices {
      let usable = try CostModel(
        model: request.model, cluster: request.cluster, poolIndex: index, workload: request.workload,
        calibration: request.calibration
      ).usableMemory.value
      let share = max(1e-6, 1 - headroom / usable)
      kept.cluster.pools[index].accelerator.memory = share * request.cluster.pools[index].accelerator.memory
    }
    return kept
  }

  // MARK: - What is proved

  private func gap(_ plan: Plan) -> Figure { Figure(.gap, plan.certificate.gap) }

  /// The objective's bound as a bound of the figures that follow from it.
  private func bounded(_ figure: Figure, by plan: Plan, in cluster: Cluster) -> Figure {
    var figure = figure
    let bound = plan.certificate.bound
    guard bound > 0, bound.isFinite,
      cluster.pools.count == 1 || [.throughput, .gpus].contains(plan.inputs.goal.objective)
    else { return figure }
    let price = cluster.pools[0].price?.value
    let gpuSeconds = bound / (price ?? 1)
    switch (plan.inputs.goal.objective, figure.quantity) {
    case (.throughput, .tokensPerSecond): figure.bound = 1 / bound
    case (.cost, .tokensPerSecondPerGPU): figure.bound = 1 / gpuSeconds
    case (.cost, .tokensPerSecond): figure.bound = Double(cluster.pools[0].availableGPUCount) / gpuSeconds
    case (.cost, .costPerMillionTokens): figure.bound = price.map { _ in bound * 1e6 }
    case (.gpus, .gpus): figure.bound = bound.rounded(.up)
    case (.latency, .timePerOutputToken): figure.bound = bound
    case (.latency, .tokensPerSecondPerUser): figure.bound = 1 / bound
    case (_, .gap): figure.bound = 0
    default: break
    }
    return figure
  }
}
