import Clusters
import Costing
import Formats
import Models
import Optimization
import Planning
import Plans
import Quantities

/// The best workers for a whole cluster, as `layline plan` finds them for a demand.
struct ClusterSubject: PolicySubject {
  static let keys = [
    "name", "model", "cluster", "calibration", "precision", "kv-precision", "allow-long-context", "input",
    "output-tokens",
    "prefix-cache-hit",
    "requests-per-second", "concurrency", "draft-tokens", "acceptance", "runtime", "two-batch-overlap",
    "steps-between-admissions", "most-sequences", "workloads", "workers", "prefill-derate", "decode-derate",
    "engine", "any-layout", "objective", "gap", "limits", "baseline",
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
    let inputs = ClusterInputs(source: source, limits: limits)
    let request = try inputs.request()
    let refusal: Refusal
    switch try ClusterPlanner(request, optimizer: optimizer).plan(explainsRefusal: false) {
    case .plan(let plan): return evaluation(plan)
    case .refused(let refused): refusal = refused
    }
    if request.inputs.spare != nil, let plain = try withoutSpare(refusal, inputs, optimizer) { return plain }
    let most = try mostServed(inputs, optimizer)
    let isProved = refusal.isUnproved != true && (most.map { ($0.bound ?? .infinity) < 1 - 1e-9 } ?? true)
    return Evaluation(
      figures: most.map { [$0] } ?? [], refusal: refusal, isRefusalProved: isProved,
      missedTarget: lacksPrefill(request) ? .timeToFirstToken : nil)
  }

  /// The best plan without spare capacity, if there is one: all limits except survival are judged by it.
  private func withoutSpare(
    _ refusal: Refusal, _ inputs: ClusterInputs, _ optimizer: any Optimizer
  ) throws -> Evaluation? {
    let plain = ClusterPlanner(try inputs.request(spares: false), optimizer: optimizer)
    guard case .plan(let plan) = try plain.plan(explainsRefusal: false) else { return nil }
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
      layout: ComposedFigures(plan: plan).words, figures: ComposedFigures(plan: plan).figures,
      afterFailure: plan.composition.spare.map { FailedEvaluation($0, of: plan) })
  }

  /// The largest part of the demand that the cluster serves, where it does not serve all of it.
  private func mostServed(_ inputs: ClusterInputs, _ optimizer: any Optimizer) throws -> Figure? {
    guard demandKey != nil else { return nil }
    let request = try inputs.request(objective: .served)
    guard case .plan(let plan) = try ClusterPlanner(request, optimizer: optimizer).plan(explainsRefusal: false) else {
      return nil
    }
    let demand = request.models.count == 1 ? request.models[0].requestsPerSecond ?? 1 : 1
    return Figure(.served, plan.composition.value / demand, bound: plan.composition.bound / demand)
  }
}

/// The inputs of a plan of a whole cluster, by the keys of a deployment.
private struct ClusterInputs {
  let source: DeploymentSource
  let limits: LimitList
  private var node: InputNode { source.node }

  /// The request with the limits.
  /// - Parameters:
  ///   - objective: An objective that replaces the policy's.
  ///   - spares: Whether failures to survive are constraints of the plan.
  /// - Throws: `Diagnostic` where an input is missing or wrong.
  func request(objective: ClusterObjective? = nil, spares: Bool = true) throws -> ClusterRequest {
    let cluster = try source.cluster()
    let calibration = try source.calibrationReference().read()
    let derates = (prefill: try derate("prefill-derate"), decode: try derate("decode-derate"))
    let (models, offers) = try models(cluster, calibration, derates)
    let isDemanded = models.contains { $0.requestsPerSecond != nil }
    let objective = try objective ?? self.objective(isDemanded: isDemanded)
    let none = PlanInputs.Reference(reference: try source.reference("cluster") ?? "", sha256: "")
    let inputs = ClusterPlanInputs(
      cluster: none,
      serving: ServingSettings(
        runtime: nil, engine: try source.engine(), overlapsTwoBatches: false, scheduler: SchedulerSettings()),
      models: models, objective: objective, gpuLimit: limits.kept(.gpus).map { Int($0) },
      tolerance: try node.optional("gap")?.share() ?? 0.005, prefillDerate: derates.prefill,
      decodeDerate: derates.decode, spare: spares ? limits.survival?.rule : nil)
    return try ClusterRequest(cluster: cluster, offers: offers, objective: objective, inputs: inputs)
  }

  private func objective(isDemanded: Bool) throws -> ClusterObjective {
    try node.optional("objective")?.choice(ClusterObjective.self) ?? (isDemanded ? .cost : .served)
  }

  private func derate(_ key: String) throws -> Double {
    guard let node = try node.optional(key) else { return 1 }
    let share = try node.share()
    guard share > 0 else { throw node.fault(.outOfRange, expected: "a share above zero") }
    return share
  }

  private func models(
    _ cluster: Cluster, _ calibration: Calibration, _ derates: (prefill: Double, decode: Double)
  ) throws -> ([ServedModel], WorkerOffers) {
    if let table = try source.reference("workers") {
      let rates = try WorkerTable(parsing: InputDocument.bytes(ofFile: table), file: table, cluster: cluster)
      let models = try descriptions(ofTable: rates).map { ServedModel(tightened($0), model: nil) }
      return (models, try WorkerOffers(rates, models: models, derates: derates))
    }
    let workloads = try workloads()
    let settings = try RuntimeSettings(node, calibration: calibration)
    let ratings = try workloads.map { workload in
      var rating = WorkerRatingRequest(
        workload, cluster: cluster, overlapsTwoBatches: settings.overlapsTwoBatches, scheduler: settings.scheduler,
        runtime: settings.runtime, calibration: calibration)
      rating.gpuLimit = limits.kept(.gpus).map { Int($0) }
      rating.engine = try source.engine()
      return rating
    }
    let models = workloads.map {
      ServedModel($0.description, model: .init(reference: $0.modelReference, sha256: ""))
    }
    return (models, try WorkerOffers(rating: ratings, derates: derates))
  }

  // MARK: - What is served

  private func workloads() throws -> [ServedWorkload] {
    if let file = try source.reference("workloads") {
      try refuseBeside(
        "workloads", ["model", "input", "output-tokens", "requests-per-second", "concurrency", "precision"])
      return try ServedWorkload.read(contentsOf: file).map { workload in
        ServedWorkload(tightened(workload.description), model: workload.model)
      }
    }
    let (description, model) = (try description(), try source.model())
    try source.check(model, length: description.traffic.longestSequence)
    return [ServedWorkload(description, model: model)]
  }

  private func descriptions(ofTable table: WorkerTable) throws -> [WorkloadDescription] {
    if let file = try source.reference("workloads") { return try WorkloadDescription.read(contentsOf: file) }
    let names = table.modelNames
    guard let model = try node.optional("model")?.text() ?? (names.count > 1 ? nil : names.first ?? "model") else {
      throw Diagnostic(
        id: .missingKey, file: node.file, key: node.path(to: "model"), line: node.line,
        found: "none, and a table of \(names.joined(separator: ", "))",
        expected: "one of them, or workloads for several")
    }
    return [try description(named: model)]
  }

  private func refuseBeside(_ key: String, _ others: [String]) throws {
    guard let other = others.lazy.compactMap({ node.value(at: $0) }).first else { return }
    throw Diagnostic(
      id: .conflict, file: other.file, key: other.key, line: other.line, found: "a key beside \(key)",
      expected: "one of them: the file says it for each of its workloads")
  }

  private func description(named name: String? = nil) throws -> WorkloadDescription {
    let traffic = try Traffic(
      input: node.required("input", expected: "tokens of a prompt"),
      output: node.required("output-tokens", expected: "tokens generated for a prompt"),
      hits: node.optional("prefix-cache-hit"))
    let targets = ServiceTargets(
      timeToFirstToken: limits.kept(.timeToFirstToken).map { Seconds($0) },
      timePerOutputToken: limits.kept(.timePerOutputToken).map { Seconds($0) })
    return WorkloadDescription(
      modelReference: try name ?? source.reference("model") ?? "", weightFormat: try source.weightFormat(),
      cacheFormat: try source.cacheFormat(), traffic: traffic, targets: targets,
      demand: try demand(traffic, targets),
      speculation: try Speculation(
        draft: node.optional("draft-tokens"), acceptance: node.optional("acceptance"), of: node))
  }

  private func demand(_ traffic: Traffic, _ targets: ServiceTargets) throws -> Demand? {
    let rate = try node.optional("requests-per-second")
    let clients = try node.optional("concurrency")
    if let clients, rate != nil {
      throw clients.fault(.conflict, expected: "one of concurrency and requests-per-second")
    }
    if let rate { return Demand(requestsPerSecond: try rate.number(atLeast: 1e-9, atMost: 1e9)) }
    return try clients.map { try Demand(clients: $0, outputTokens: traffic.outputTokens, targets: targets) }
  }

  /// A limit of the policy holds for every workload beside the targets of its own.
  private func tightened(_ description: WorkloadDescription) -> WorkloadDescription {
    var description = description
    func tighter(_ own: Seconds?, _ quantity: LimitedQuantity) -> Seconds? {
      guard let limit = limits.kept(quantity) else { return own }
      return Seconds(min(limit, own?.value ?? .infinity))
    }
    description.targets.timeToFirstToken = tighter(description.targets.timeToFirstToken, .timeToFirstToken)
    description.targets.timePerOutputToken = tighter(description.targets.timePerOutputToken, .timePerOutputToken)
    return description
  }
}
