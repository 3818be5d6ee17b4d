import Costing
import Plans
import Quantities
import Topology

/// Whether a worker of every kind does what it is counted with, within the targets of its model.
struct WorkerRateCheck: Sendable {
  private let plan: ClusterPlan
  private let inputs: ClusterVerifierInputs
  private static let tolerance = 1e-6

  init(_ plan: ClusterPlan, inputs: ClusterVerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  func findings() throws -> [Finding] {
    try plan.composition.workers.indices.flatMap { index -> [Finding] in
      let kind = plan.composition.workers[index]
      let targets = targetFindings(index, kind)
      guard targets.isEmpty else { return targets }
      return try inputs.workers == nil ? predicted(index, kind) : listed(index, kind)
    }
  }

  private func model(_ kind: ComposedWorkers) -> (index: Int, served: ServedModel)? {
    plan.inputs.models.enumerated().first { $0.element.name == kind.model }.map { ($0.offset, $0.element) }
  }

  /// What a worker is counted with where its own rate is known.
  private func derated(_ rate: Double, _ role: WorkerRole) -> Double {
    switch role {
    case .prefill: rate * plan.inputs.prefillDerate
    case .decode: rate * plan.inputs.decodeDerate
    case .mixed: rate
    }
  }

  private func finding(_ index: Int, _ id: String, _ key: String, _ claimed: Double?, _ actual: Double?) -> Finding {
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
      findings.append(finding(index, "target-missed", key, time, target))
    }
    check(kind.timeToFirstToken, served.timeToFirstToken, "timeToFirstToken_s", isNeeded: kind.role != .decode)
    check(kind.timePerOutputToken, served.timePerOutputToken, "timePerOutputToken_s", isNeeded: kind.role != .prefill)
    return findings
  }

  // MARK: - Rates of a table

  private func listed(_ index: Int, _ kind: ComposedWorkers) throws -> [Finding] {
    guard let table = inputs.workers, let served = model(kind)?.served else { return [] }
    let rows = try table.rows(of: served, isOnly: plan.inputs.models.count == 1)
    let footprint = WorkerFootprint(domains: kind.gpus / kind.gpusPerDomain, gpusPerDomain: kind.gpusPerDomain)
    let alike = rows.filter {
      $0.role == kind.role && $0.footprint == footprint && inputs.cluster.pools[$0.poolIndex].name == kind.pool
        && $0.timeToFirstToken == kind.timeToFirstToken && $0.timePerOutputToken == kind.timePerOutputToken
    }
    guard !alike.contains(where: { !differs(derated($0.requestsPerSecond, $0.role), kind.requestsPerSecond) }) else {
      return []
    }
    let rates = alike.map { derated($0.requestsPerSecond, $0.role) }
    return [finding(index, "rate-wrong", "requestsPerSecond", kind.requestsPerSecond, rates.max())]
  }

  // MARK: - Predicted rates

  private func predicted(_ index: Int, _ kind: ComposedWorkers) throws -> [Finding] {
    guard let model = model(kind), let degrees = kind.degrees, let load = kind.load, load > 0,
      let pricing = try pricing(model.index, pool: kind.pool)
    else { return [finding(index, "degrees-missing", "degrees", nil, nil)] }
    let group = WorkerGroup(
      tensorParallel: degrees.tensorParallel, dataParallel: degrees.dataParallel,
      pipelineParallel: degrees.pipelineParallel, expertParallel: degrees.expertParallel)
    guard group.gpus == kind.gpus else {
      return [finding(index, "layout-impossible", "gpus", Double(kind.gpus), Double(group.gpus))]
    }
    let handover = kind.handover ?? 0
    switch kind.role {
    case .prefill:
      let slowest = try slowestHandover(from: pricing, model: model.index, kind)
      guard handover >= slowest * (1 - Self.tolerance) else {
        return [finding(index, "handover-wrong", "handover_s", handover, slowest)]
      }
      return pricing.prefill(group, handover: handover).map { compare(index, kind, $0, load) } ?? []
    case .decode: return pricing.decode(group).map { compare(index, kind, $0, load) } ?? []
    case .mixed: return pricing.mixed(group).map { compare(index, kind, $0, load) } ?? []
    }
  }

  private func compare(_ index: Int, _ kind: ComposedWorkers, _ worker: some LoadedWorker, _ load: Double) -> [Finding]
  {
    guard worker.fits, load <= worker.highestLoad * (1 + Self.tolerance) else {
      return [finding(index, "memory-wrong", "load", load, worker.fits ? worker.highestLoad : 0)]
    }
    let state = worker.state(atLoad: load)
    var findings: [Finding] = []
    let rate = derated(state.requestsPerSecond, kind.role)
    if differs(rate, kind.requestsPerSecond) {
      findings.append(finding(index, "rate-wrong", "requestsPerSecond", kind.requestsPerSecond, rate))
    }
    for (key, claimed, actual) in [
      ("timeToFirstToken_s", kind.timeToFirstToken, state.timeToFirstToken),
      ("timePerOutputToken_s", kind.timePerOutputToken, state.timePerOutputToken),
    ] where claimed.map({ differs($0, actual ?? .infinity) }) ?? (actual != nil) {
      findings.append(finding(index, "time-wrong", key, claimed, actual))
    }
    if state.isSaturated { findings.append(finding(index, "rate-wrong", "load", load, 1)) }
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

  /// To any decode worker of the plan that the prefill can reach.
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
