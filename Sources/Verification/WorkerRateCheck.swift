import Clusters
import Costing
import Plans
import Quantities

/// Checks that a worker of every kind reaches its claimed rate within the targets of its model.
struct WorkerRateCheck: Sendable {
  let plan: ClusterPlan
  let inputs: ClusterVerifierInputs
  private static let tolerance = 1e-6

  func findings() throws -> [Finding] {
    try plan.composition.workers.indices.flatMap { index -> [Finding] in
      let kind = plan.composition.workers[index]
      return try targetFindings(index, kind)
        + (inputs.workers == nil ? predicted(index, kind) : listed(index, kind) + unknownToTables(index, kind))
        + FieldComparison(id: { _ in .timeWrong }, tolerance: Self.tolerance)
        .findings("composition.workers[\(index)].atDemand", claimed: kind.atDemand, actual: atDemand(index))
        + FieldComparison(id: Self.wrong, tolerance: Self.tolerance)
        .findings(
          "composition.workers[\(index)].prediction", claimed: kind.prediction,
          actual: kind.prediction == nil ? nil : prediction(kind))
    }
  }

  private static func wrong(_ key: String) -> FindingID {
    if key.contains("memory") { return .memoryWrong }
    return key.contains("bottlenecks") || key.contains("limit") ? .bottleneckWrong : .timeWrong
  }

  /// Ranges, HBM and what a worker of a kind waits for at its load; `nil` where a table has its rate.
  private func prediction(_ kind: ComposedWorkers) throws -> WorkerPrediction? {
    guard inputs.workers == nil, let load = kind.load, load > 0, let worker = try worker(kind), worker.fits,
      load <= worker.highestLoad * (1 + Self.tolerance), let served = model(kind)?.served,
      let pool = inputs.cluster.pools.first(where: { $0.name == kind.pool })
    else { return nil }
    return WorkerPrediction(worker, load: load, model: served, pool: pool)
  }

  /// What a worker of a kind does at the demand, by the rates and numbers of workers of the plan.
  func atDemand(_ index: Int) throws -> WorkersAtDemand? {
    let workers = plan.composition.workers
    let spread = DemandSpread(workers, models: plan.inputs.models, cluster: inputs.cluster)
    guard let rate = spread.requestsPerSecond(index) else { return nil }
    let kind = workers[index]
    guard inputs.workers == nil, let most = kind.load, most > 0, let worker = try worker(kind), worker.fits,
      most <= worker.highestLoad * (1 + Self.tolerance)
    else { return WorkersAtDemand(requestsPerSecond: rate) }
    let load = worker.load(serving: rate, atMost: most)
    let state = worker.state(atLoad: load)
    return WorkersAtDemand(
      requestsPerSecond: rate, load: load, timeToFirstToken: state.timeToFirstToken,
      timePerOutputToken: state.timePerOutputToken)
  }

  /// The workers of a kind with the rate and times of their layout and load; unchanged where these are unknown.
  func rated(_ index: Int) throws -> ComposedWorkers {
    var kind = plan.composition.workers[index]
    if inputs.workers != nil {
      guard let row = try rows(kind).first(where: { $0.name == kind.layout }) else { return kind }
      kind.requestsPerSecond = derated(row.requestsPerSecond, row.role)
      (kind.timeToFirstToken, kind.timePerOutputToken) = (row.timeToFirstToken, row.timePerOutputToken)
      (kind.degrees, kind.load, kind.handover, kind.prediction) = (nil, nil, nil, nil)
      return kind
    }
    guard let load = kind.load, load > 0, let worker = try worker(kind), worker.fits else { return kind }
    let state = worker.state(atLoad: load)
    kind.requestsPerSecond = derated(state.requestsPerSecond, kind.role)
    (kind.timeToFirstToken, kind.timePerOutputToken) = (state.timeToFirstToken, state.timePerOutputToken)
    kind.layout = name(kind) ?? kind.layout
    kind.prediction = try prediction(kind)
    return kind
  }

  private func worker(_ kind: ComposedWorkers) throws -> (any LoadedWorker)? {
    guard let model = model(kind), let group = group(kind), group.gpus == kind.gpus, group.expertParallel > 0,
      group.gpusPerStage % group.expertParallel == 0,
      let pricing = try pricing(model.index, pool: kind.pool)
    else { return nil }
    switch kind.role {
    case .prefill: return pricing.prefill(group, handover: kind.handover ?? 0)
    case .decode: return pricing.decode(group)
    case .mixed: return pricing.mixed(group)
    }
  }

  private func group(_ kind: ComposedWorkers) -> WorkerGroup? {
    kind.degrees.map {
      WorkerGroup(
        tensorParallel: $0.tensorParallel, dataParallel: $0.dataParallel, pipelineParallel: $0.pipelineParallel,
        expertParallel: $0.expertParallel)
    }
  }

  /// The degrees in words.
  private func name(_ kind: ComposedWorkers) -> String? { group(kind).map(WorkerLayout.name) }

  /// Claims that a table of rates cannot support.
  private func unknownToTables(_ index: Int, _ kind: ComposedWorkers) -> [Finding] {
    guard kind.degrees != nil || kind.load != nil || kind.handover != nil || kind.prediction != nil else { return [] }
    return [
      Finding(
        id: .degreesWrong, key: "composition.workers[\(index)].degrees", claimed: "degrees, a load or a handover",
        actual: "rates of a table")
    ]
  }

  private func model(_ kind: ComposedWorkers) -> (index: Int, served: ServedModel)? {
    plan.inputs.models.enumerated().first { $0.element.name == kind.model }.map { ($0.offset, $0.element) }
  }

  /// The rate of a worker after the derating of its role.
  private func derated(_ rate: Double, _ role: WorkerRole) -> Double {
    switch role {
    case .prefill: rate * plan.inputs.prefillDerate
    case .decode: rate * plan.inputs.decodeDerate
    case .mixed: rate
    }
  }

  private func finding(_ index: Int, _ id: FindingID, _ key: String, _ claimed: Double?, _ actual: Double?) -> Finding {
    func text(_ value: Double?) -> String { value.map { Numerals.significant($0, digits: 6) } ?? "none" }
    return Finding(
      id: id, key: "composition.workers[\(index)].\(key)", claimed: text(claimed), actual: text(actual))
  }

  private func differs(_ left: Double, _ right: Double) -> Bool {
    (left - right).magnitude > Self.tolerance * max(left.magnitude, right.magnitude)
  }

  private func targetFindings(_ index: Int, _ kind: ComposedWorkers) -> [Finding] {
    guard let served = model(kind)?.served else { return [] }
    var findings: [Finding] = []
    func check(_ time: Double?, _ target: Double?, _ key: String, isNeeded: Bool) {
      guard let target, isNeeded else { return }
      if let time, time <= target * (1 + Self.tolerance) { return }
      findings.append(finding(index, .targetMissed, key, time, target))
    }
    check(kind.timeToFirstToken, served.timeToFirstToken, "timeToFirstToken_s", isNeeded: kind.role != .decode)
    check(kind.timePerOutputToken, served.timePerOutputToken, "timePerOutputToken_s", isNeeded: kind.role != .prefill)
    return findings
  }

  // MARK: - Rates of a table

  private func listed(_ index: Int, _ kind: ComposedWorkers) throws -> [Finding] {
    let alike = try rows(kind).filter {
      agree($0.timeToFirstToken, kind.timeToFirstToken) && agree($0.timePerOutputToken, kind.timePerOutputToken)
        && $0.name == kind.layout
    }
    guard !alike.contains(where: { !differs(derated($0.requestsPerSecond, $0.role), kind.requestsPerSecond) }) else {
      return []
    }
    let rates = alike.map { derated($0.requestsPerSecond, $0.role) }
    return [finding(index, .rateWrong, "requestsPerSecond", kind.requestsPerSecond, rates.max())]
  }

  /// The rows of the table that could be a kind of workers.
  private func rows(_ kind: ComposedWorkers) throws -> [WorkerTable.Row] {
    guard let table = inputs.workers, let served = model(kind)?.served, kind.gpusPerDomain > 0 else { return [] }
    let footprint = WorkerFootprint(domains: kind.gpus / kind.gpusPerDomain, gpusPerDomain: kind.gpusPerDomain)
    return try table.rows(of: served, isOnly: plan.inputs.models.count == 1).filter {
      $0.role == kind.role && $0.footprint == footprint && inputs.cluster.pools[$0.poolIndex].name == kind.pool
    }
  }

  /// Whether two numbers agree to the digits of a table, up to rounding.
  private func agree(_ left: Double?, _ right: Double?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): abs(left - right) <= 1e-9 * max(abs(left), abs(right))
    default: false
    }
  }

  // MARK: - Predicted rates

  private func predicted(_ index: Int, _ kind: ComposedWorkers) throws -> [Finding] {
    guard let model = model(kind), let degrees = kind.degrees, let load = kind.load, load > 0,
      let pricing = try pricing(model.index, pool: kind.pool),
      [degrees.tensorParallel, degrees.dataParallel, degrees.pipelineParallel, degrees.expertParallel]
        .allSatisfy({ (1...(1 << 20)).contains($0) }), let group = group(kind),
      group.gpusPerStage % group.expertParallel == 0
    else { return [finding(index, .missingDegrees, "degrees", nil, nil)] }
    if let name = name(kind), name != kind.layout {
      return [
        Finding(
          id: .layoutWrong, key: "composition.workers[\(index)].layout", claimed: kind.layout, actual: name)
      ]
    }
    guard group.gpus == kind.gpus else {
      return [finding(index, .layoutImpossible, "gpus", Double(kind.gpus), Double(group.gpus))]
    }
    let handover = kind.handover ?? 0
    switch kind.role {
    case .prefill:
      let slowest = try slowestHandover(from: pricing, model: model.index, kind)
      guard handover >= slowest * (1 - Self.tolerance) else {
        return [finding(index, .handoverWrong, "handover_s", handover, slowest)]
      }
      return pricing.prefill(group, handover: handover).map { compare(index, kind, $0, load) } ?? []
    case .decode: return pricing.decode(group).map { compare(index, kind, $0, load) } ?? []
    case .mixed: return pricing.mixed(group).map { compare(index, kind, $0, load) } ?? []
    }
  }

  private func compare(_ index: Int, _ kind: ComposedWorkers, _ worker: some LoadedWorker, _ load: Double) -> [Finding]
  {
    guard worker.fits, load <= worker.highestLoad * (1 + Self.tolerance) else {
      return [finding(index, .memoryWrong, "load", load, worker.fits ? worker.highestLoad : 0)]
    }
    let state = worker.state(atLoad: load)
    var findings: [Finding] = []
    let rate = derated(state.requestsPerSecond, kind.role)
    if differs(rate, kind.requestsPerSecond) {
      findings.append(finding(index, .rateWrong, "requestsPerSecond", kind.requestsPerSecond, rate))
    }
    for (key, claimed, actual) in [
      ("timeToFirstToken_s", kind.timeToFirstToken, state.timeToFirstToken),
      ("timePerOutputToken_s", kind.timePerOutputToken, state.timePerOutputToken),
    ] where (claimed == nil) != (actual == nil) || differs(claimed ?? 0, actual ?? 0) {
      findings.append(finding(index, .timeWrong, key, claimed, actual))
    }
    if state.isSaturated { findings.append(finding(index, .rateWrong, "load", load, 1)) }
    return findings
  }

  private func pricing(_ model: Int, pool: String) throws -> WorkerPricing? {
    guard let poolIndex = inputs.cluster.pools.firstIndex(where: { $0.name == pool }),
      let architecture = inputs.models[model], let calibration = inputs.calibration
    else { return nil }
    let served = plan.inputs.models[model]
    let speculation = served.draftTokens.map { Speculation(draftTokens: $0, acceptance: served.acceptance ?? 0) }
    return try WorkerPricing(
      ServingRequest(
        model: architecture, cluster: inputs.cluster, poolIndex: poolIndex, deployment: .aggregated(WorkerGroup()),
        traffic: Traffic(
          inputTokens: served.inputTokens ?? 1, outputTokens: served.outputTokens ?? 2,
          prefixCacheHitRate: served.prefixCacheHitRate ?? 0, load: .requestsPerSecond(1)),
        cacheFormat: served.cacheFormat, speculation: speculation,
        overlapsTwoBatches: plan.inputs.serving.overlapsTwoBatches, scheduler: plan.inputs.serving.scheduler,
        runtime: plan.inputs.serving.runtime, calibration: calibration))
  }

  /// The slowest handover to any decode worker of the plan that the prefill can reach; seconds.
  private func slowestHandover(from source: WorkerPricing, model: Int, _ kind: ComposedWorkers) throws -> Double {
    let name = plan.inputs.models[model].name
    let takers = plan.composition.workers.filter {
      $0.model == name && $0.role == .decode && ($0.pool == kind.pool || inputs.cluster.interconnect != nil)
    }
    return try takers.reduce(0) { slowest, taker in
      guard let degrees = taker.degrees, let target = try pricing(model, pool: taker.pool) else { return slowest }
      let group = WorkerGroup(
        tensorParallel: degrees.tensorParallel, dataParallel: degrees.dataParallel,
        pipelineParallel: degrees.pipelineParallel, expertParallel: degrees.expertParallel)
      return max(slowest, target.handover(from: source, to: group) ?? 0)
    }
  }
}
