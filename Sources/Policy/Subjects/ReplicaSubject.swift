import Costing
import Inputs
import Optimization
import Planning
import Plans
import Quantities
import Topology

/// The best layout of one replica, as `layline plan` finds it for a context: decode alone.
struct ReplicaSubject: PolicySubject {
  static let keys = [
    "name", "model", "cluster", "calibration", "precision", "kv-precision", "expert-load", "redundant-experts",
    "context", "input", "output", "batch", "tokens-per-second", "objective", "gap", "limits", "baseline",
  ]
  static let quantities: [LimitedQuantity] = [
    .timePerOutputToken, .memoryHeadroom, .tokensPerSecond, .tokensPerSecondPerGPU, .tokensPerSecondPerUser,
    .sequences, .gpus, .costPerMillionTokens, .costPerHour, .bubble, .scaleUpUtilisation, .scaleOutUtilisation, .gap,
  ]

  let name = "the best layout of one replica"
  let limits: LimitList
  private let source: DeploymentSource
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
    let contexts = try contexts()
    let request = try request(context: contexts.max())
    let kept = try keepingHeadroom(request)
    switch try Planner(kept, optimizer: optimizer).planAlone(explainingRefusals: explaining) {
    case .failure(let refused):
      return Evaluation(refusal: refused.refusal, isRefusalProved: try isProved(refused.refusal, kept, optimizer))
    case .success(let plan):
      let layout = try DeployedLayout(plan, request: request)
      let workloads = try contexts.isEmpty ? [request.workload] : contexts.map { try workload(context: $0) }
      let figures = try layout.figures(under: workloads) + [gap(plan)]
      return Evaluation(
        layout: LayoutWords(plan.layout).sentence, figures: figures.map { bounded($0, by: plan, in: request.cluster) },
        afterFailure: try limits.survival.map { try layout.worst(after: $0.rule.unit, under: workloads) })
    }
  }

  // MARK: - The request

  private func request(context: Int?) throws -> PlanRequest {
    let (cluster, calibration) = (try source.clusterReference(), try source.calibrationReference())
    let model = try source.model(released: false)
    let load = try source.reference("expert-load").map { try ExpertLoad(contentsOf: $0, model: model) }
    return PlanRequest(
      model: model, cluster: try source.cluster(), workload: try workload(context: context),
      calibration: try calibration.read(), expertLoad: load, redundancy: try redundancy(), goal: try goal(),
      references: PlanReferences(
        model: .init(reference: try source.reference("model") ?? "", sha256: Digest.of(model)),
        weightFormat: try source.weightFormat(),
        cluster: .init(reference: try source.reference("cluster") ?? "", sha256: Digest.of(try cluster.contents())),
        calibration: .init(
          reference: try source.reference("calibration") ?? "default", sha256: Digest.of(try calibration.contents())),
        expertLoad: nil))
  }

  /// One or several; none where lengths are given.
  private func contexts() throws -> [Int] {
    guard let context = try node.optional("context") else { return [] }
    guard case .list(let items) = context.content else { return [try context.tokens()] }
    guard !items.isEmpty else { throw context.fault("out-of-range", expected: "at least one context") }
    return try items.map { try $0.tokens() }
  }

  private func workload(context: Int?) throws -> Workload {
    let lengths = (try node.optional("input")?.tokens(), try node.optional("output")?.tokens())
    let format = try source.cacheFormat()
    switch (context, lengths.0, lengths.1) {
    case (let context?, nil, nil): return try Workload(context: context, cacheFormat: format)
    case (nil, let input?, let output?):
      return try Workload(inputTokens: input, outputTokens: output, cacheFormat: format)
    default:
      throw Diagnostic(
        id: "keys-conflict", file: node.file, key: node.path(to: "context"), line: node.line,
        found: context == nil ? "neither a context nor both lengths" : "a context beside input or output",
        expected: "either context, or input and output")
    }
  }

  private func goal() throws -> Goal {
    let demand = try node.optional("tokens-per-second")?.number(atLeast: 1e-9)
    let objective = try node.optional("objective")?.choice(Objective.self) ?? (demand == nil ? .cost : .gpus)
    return try Goal(
      objective: objective, timePerOutputToken: limits.kept(.timePerOutputToken).map { Seconds($0) },
      batch: node.optional("batch")?.integer(atLeast: 1, atMost: 1 << 32), tokensPerSecond: demand,
      gpuLimit: limits.kept(.gpus).map { Int($0) }, tolerance: try node.optional("gap")?.share() ?? 0.005)
  }

  private func redundancy() throws -> ExpertRedundancy {
    guard let copies = try node.optional("redundant-experts") else { return .automatic }
    return .copies(try copies.integer(atLeast: 0, atMost: 1 << 14))
  }

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
    guard bound > 0, bound.isFinite, cluster.pools.count == 1 else { return figure }
    let price = cluster.pools[0].price?.value
    let gpuSeconds = bound / (price ?? 1)
    switch (plan.inputs.goal.objective, figure.quantity) {
    case ("cost", .tokensPerSecondPerGPU): figure.bound = 1 / gpuSeconds
    case ("cost", .tokensPerSecond): figure.bound = Double(cluster.pools[0].availableGPUCount) / gpuSeconds
    case ("cost", .costPerMillionTokens): figure.bound = price.map { _ in bound * 1e6 }
    case ("gpus", .gpus): figure.bound = bound.rounded(.up)
    case ("latency", .timePerOutputToken): figure.bound = bound
    case ("latency", .tokensPerSecondPerUser): figure.bound = 1 / bound
    case (_, .gap): figure.bound = 0
    default: break
    }
    return figure
  }

  /// Memory and time are ruled out by bounds. That replicas which were found do not serve a demand proves nothing, unless no
  /// layout makes as many tokens on all GPUs.
  private func isProved(_ refusal: Refusal, _ request: PlanRequest, _ optimizer: any Optimizer) throws -> Bool {
    guard refusal.reason == .demand, let demand = request.goal.tokensPerSecond else { return true }
    var cheapest = request
    for index in cheapest.cluster.pools.indices { cheapest.cluster.pools[index].price = nil }
    cheapest.goal = try Goal(
      objective: .cost, timePerOutputToken: request.goal.timePerOutputToken, batch: request.goal.batch,
      gpuLimit: request.goal.gpuLimit, tolerance: request.goal.tolerance)
    guard case .success(let plan) = try Planner(cheapest, optimizer: optimizer).planAlone() else { return true }
    let gpus = request.cluster.pools.reduce(0) { $0 + $1.availableGPUCount }
    return Double(min(gpus, request.goal.gpuLimit ?? .max)) / plan.certificate.bound < demand
  }
}
