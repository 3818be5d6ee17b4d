import Clusters
import Optimization
import Plans

/// What planning a cluster ends with.
public enum ClusterPlanningResult: Sendable {
  /// A plan.
  case plan(ClusterPlan)
  /// The demand cannot be met, or nothing can be served.
  case refused(Refusal)
}

/// Decides what all GPUs of a cluster do, proves how good that is, and gives every worker its GPUs.
public struct ClusterPlanner: Sendable {
  private let request: ClusterRequest
  private let optimizer: any Optimizer
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - request: Cluster, workers to choose from, demands and objective.
  ///   - optimizer: Solves the composition program.
  ///   - isStopped: Whether to end with the best so far; asked now and then, from any thread.
  public init(
    _ request: ClusterRequest, optimizer: any Optimizer, isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.request = request
    self.optimizer = StoppableOptimizer(optimizer, isStopped: isStopped)
    self.isStopped = isStopped
  }

  /// Solves, places and writes down.
  /// - Parameters:
  ///   - questions: Answered beside the plan, each by solving again.
  ///   - suggestsChanges: Whether the changes that would help most are solved for.
  ///   - explainsRefusal: Whether a refusal says what would be enough, which takes longer than the refusal.
  ///   - progress: Called with the share of the work that is done.
  /// - Throws: `PlanningInterrupted` where it was stopped before there was an answer; `CompositionUnsolved` where the solver
  ///   failed.
  public func plan(
    answering questions: [ClusterQuestion] = [], suggestsChanges: Bool = false, explainsRefusal: Bool = true,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws -> ClusterPlanningResult {
    let result = try plan(explainsRefusal: explainsRefusal)
    guard case .plan(var plan) = result, plan.composition.isInterrupted == nil else { return result }
    let total = Double(questions.count + (suggestsChanges ? 2 : 1))
    if suggestsChanges { plan.changes = try changes(after: plan.composition) { progress((1 + $0) / total) } }
    let answers = questions.enumerated().map { index, question -> ClusterWhatIf? in
      progress((total - Double(questions.count - index)) / total)
      // A stop is looked at once more behind the last question.
      switch try? ClusterPlanner(question.request, optimizer: optimizer).plan(explainsRefusal: false) {
      case .plan(let after)?:
        return ClusterWhatIf(change: question.change, before: plan.composition, after: after.composition)
      case .refused(let refusal)?: return ClusterWhatIf(change: question.change, refusal: refusal)
      case nil: return nil
      }
    }
    if isStopped() { return .plan(plan.interrupted) }
    plan.whatIf = answers.isEmpty ? nil : answers.compactMap(\.self)
    return .plan(plan)
  }

  /// Changes that would help, each solved for.
  private func changes(
    after plan: PlannedComposition, progress: @Sendable (Double) -> Void
  ) throws -> [PlanChange] {
    let candidates = try ClusterQuestions(request).changes()
    let improvements = Concurrency.map(candidates.count, progress: progress) { index -> PlanChange? in
      let candidate = candidates[index]
      guard !isStopped(), let changed = try? candidate.request(),
        case .plan(let after)? = try? ClusterPlanner(changed, optimizer: optimizer).plan(explainsRefusal: false)
      else { return nil }
      let value = after.composition.value
      return PlanChange(
        change: candidate.change, flag: candidate.flag, objective: value,
        improvement: plan.objective.improvement(from: plan.value, to: value))
    }
    return PlanChange.worthShowing(improvements.compactMap(\.self))
  }

  /// What is left after failures is bounded by several programs, so that a stop leaves no bound there.
  private func plan(explainsRefusal: Bool) throws -> ClusterPlanningResult {
    let outcome: CompositionOutcome
    do throws(CompositionUnsolved) {
      outcome = try CompositionPlanner(request, optimizer: optimizer).outcome()
    } catch {
      if isStopped() { throw PlanningInterrupted() }
      throw error
    }
    if isStopped(), outcome.best == nil || request.inputs.spare != nil { throw PlanningInterrupted() }
    guard let best = outcome.best else {
      return .refused(ClusterRefusal(request, optimizer: optimizer).refusal(outcome, explains: explainsRefusal))
    }
    let plan = ClusterPlanAssembly(request, best, solver: optimizer.name).plan
    return .plan(isStopped() ? plan.interrupted : plan)
  }
}

extension ClusterPlan {
  /// The same, marked as the best so far.
  fileprivate var interrupted: ClusterPlan {
    var plan = self
    plan.composition.isInterrupted = true
    return plan
  }
}

/// Writes a placed composition down.
private struct ClusterPlanAssembly: Sendable {
  private let request: ClusterRequest
  private let best: PlacedComposition
  private let solver: String
  /// Kinds that there are workers of, in the order of the plan.
  private let kinds: [Int]
  /// The same as the plan has them.
  private let workers: [ComposedWorkers]

  init(_ request: ClusterRequest, _ best: PlacedComposition, solver: String) {
    self.request = request
    self.best = best
    self.solver = solver
    kinds = request.workers.indices.filter { best.workers.counts[$0] > 0 }
    workers = WorkerDetails(request).detailed(kinds.map { Self.workers($0, request, best) })
  }

  var plan: ClusterPlan {
    ClusterPlan(inputs: request.inputs, composition: composition, placement: placement)
  }

  // MARK: - Composition

  private var composition: PlannedComposition {
    let unit = objective
    return PlannedComposition(
      servedRequestsPerSecond: best.workers.served.reduce(0, +), gpusUsed: best.workers.gpus,
      gpusAvailable: request.availableGPUs, costPerHour: costPerHour(kinds), objective: unit.unit,
      value: best.value * unit.scale, bound: best.bound * unit.scale, tolerance: request.inputs.tolerance,
      models: request.models.indices.map(model), workers: workers,
      spare: best.failures?.capacity,
      program: CompositionProgramCertificate(
        solver: solver, workerTypes: request.workers.count, columns: best.answer.effort.variables,
        rows: best.answer.effort.constraints, nodes: best.answer.effort.nodes,
        iterations: best.answer.effort.iterations, status: "\(best.answer.status)",
        relaxationBound: best.answer.relaxation.map { $0 * unit.scale }))
  }

  /// What the objective is counted in, and what the program's value is to be multiplied by.
  private var objective: (unit: ClusterObjectiveUnit, scale: Double) {
    switch (request.objective, CompositionBuilder(request: request).costUnit) {
    case (.served, _): request.models.count == 1 ? (.requestsPerSecond, request.demands[0]) : (.shareOfDemands, 1)
    case (_, .gpus): (.gpus, 1)
    case (_, .dollarsPerHour): (.dollarsPerHour, 1)
    }
  }

  private func costPerHour(_ kinds: [Int]) -> Double? {
    request.prices.map { prices in
      kinds.reduce(0) { sum, kind in
        let worker = request.workers[kind]
        return sum + prices[worker.poolIndex] * Double(worker.footprint.gpus * best.workers.counts[kind])
      }
    }
  }

  private func model(_ index: Int) -> ComposedModel {
    let model = request.models[index]
    let members = kinds.filter { request.workers[$0].model == index }
    func rate(_ role: WorkerRole) -> Double {
      members.filter { request.workers[$0].role == role }
        .reduce(0) { $0 + Double(best.workers.counts[$1]) * request.workers[$1].requestsPerSecond }
    }
    let served = best.workers.served[index]
    let tokens = served * (model.outputTokens ?? 0) * 3600
    return ComposedModel(
      model: model.name, demand: model.requestsPerSecond, servedRequestsPerSecond: served,
      prefillRequestsPerSecond: rate(.prefill), decodeRequestsPerSecond: rate(.decode),
      mixedRequestsPerSecond: rate(.mixed),
      gpus: members.reduce(0) { $0 + request.workers[$1].footprint.gpus * best.workers.counts[$1] },
      costPerMillionTokens: tokens > 0 ? costPerHour(members).map { $0 / tokens * 1e6 } : nil,
      atDemand: ModelAtDemand(
        model, served: served, workers: workers.filter { $0.model == model.name }, costPerHour: costPerHour(members)))
  }

  private static func workers(_ kind: Int, _ request: ClusterRequest, _ best: PlacedComposition) -> ComposedWorkers {
    let worker = request.workers[kind]
    let domains = Set(best.sites.filter { $0.kind == kind }.flatMap(\.domains))
    return ComposedWorkers(
      model: request.models[worker.model].name, pool: request.cluster.pools[worker.poolIndex].name, role: worker.role,
      layout: worker.layout, degrees: worker.degrees, gpus: worker.footprint.gpus,
      gpusPerDomain: worker.footprint.gpusPerDomain, requestsPerSecond: worker.requestsPerSecond,
      timeToFirstToken: worker.timeToFirstToken, timePerOutputToken: worker.timePerOutputToken,
      load: worker.load, handover: worker.handover, count: best.workers.counts[kind], domains: domains.sorted())
  }

  // MARK: - Placement

  private var placement: ClusterPlacement {
    let byKind = Dictionary(grouping: best.sites, by: \.kind)
    let workers = kinds.enumerated().flatMap { index, kind in
      // Those beside a plan that runs are in the order of its numbers.
      let sites = byKind[kind] ?? []
      let ordered = best.keepsNumbers ? sites : sites.sorted { ($0.gpus.first ?? 0) < ($1.gpus.first ?? 0) }
      return ordered.enumerated().map { placed($1, kind: index, number: $0) }
    }
    return ClusterPlacement(
      workers: workers,
      idleGPUs: request.cluster.pools.reduce(0) { $0 + $1.availableGPUCount } - best.workers.gpus,
      transfers: request.transfers(best.sites))
  }

  private func placed(_ site: WorkerSite, kind: Int, number: Int) -> PlacedWorker {
    let pool = request.cluster.pools[site.poolIndex]
    return PlacedWorker(
      kind: kind, number: number, domains: site.domains, gpus: PlacedWorker.runs(site.gpus),
      hosts: pool.hostNames(ofGPUs: site.gpus))
  }
}

extension ClusterRequest {
  /// The levels of the network that caches cross between workers.
  func transfers(_ sites: [WorkerSite]) -> [CacheTransfers] {
    CacheTransferAnalysis(
      cluster: cluster, models: models.map(\.name),
      sites: sites.map { site in
        let worker = workers[site.kind]
        return CacheTransferAnalysis.Site(
          model: worker.model, poolIndex: site.poolIndex, role: worker.role,
          requestsPerSecond: worker.requestsPerSecond, gpusPerDomain: worker.footprint.gpusPerDomain, gpus: site.gpus)
      }
    ).transfers()
  }
}
