import Clusters
import Plans

/// A plan of a cluster with its workers and places as they are, and every sum that follows from them computed again. Rates
/// and times of single workers are those of the plan, which are judged apart.
struct ClusterRecomputation {
  private let plan: ClusterPlan
  private let cluster: Cluster
  private let service: ClusterService

  /// - Parameter plan: Whose workers lie where they should.
  init(_ plan: ClusterPlan, cluster: Cluster) {
    var counted = plan
    let placed = Dictionary(grouping: plan.placement.workers, by: \.kind)
    for index in plan.composition.workers.indices {
      counted.composition.workers[index].count = placed[index]?.count ?? 0
      counted.composition.workers[index].domains = Set((placed[index] ?? []).flatMap(\.domains)).sorted()
    }
    self.plan = counted
    self.cluster = cluster
    service = ClusterService(plan: counted, cluster: cluster)
  }

  /// The bound is that of the plan, where the plan itself does not refute it. Answers to other questions stay while the value
  /// does.
  var recomputed: ClusterPlan {
    var actual = plan
    let gpus = plan.composition.workers.reduce(0) { $0 + $1.count * $1.gpus }
    let available = cluster.pools.reduce(0) { $0 + $1.availableGPUCount }
    let spare = plan.inputs.spare.map { SpareCheck(plan, cluster: cluster).capacity($0) }
    let value = value(spare, gpus: gpus)
    actual.composition = PlannedComposition(
      servedRequestsPerSecond: service.served(service.all).reduce(0, +), gpusUsed: gpus,
      gpusAvailable: min(available, plan.inputs.gpuLimit ?? .max), costPerHour: service.costPerHour,
      objective: unit, value: value, bound: bound(value), tolerance: plan.inputs.tolerance, models: models,
      workers: plan.composition.workers, spare: spare, program: plan.composition.program)
    actual.composition.isInterrupted = plan.composition.isInterrupted
    actual.placement.idleGPUs = available - gpus
    actual.placement.transfers = transfers
    actual.placement.workers = numbered
    return actual
  }

  private var isServed: Bool { plan.inputs.objective == .served }

  private var unit: ClusterObjectiveUnit {
    if isServed { return plan.inputs.models.count == 1 ? .requestsPerSecond : .shareOfDemands }
    let inDollars = plan.inputs.objective == .cost && cluster.pools.count > 1 && service.costPerHour != nil
    return inDollars ? .dollarsPerHour : .gpus
  }

  private func value(_ spare: SpareCapacity?, gpus: Int) -> Double {
    let guaranteed = spare?.servedRequestsPerSecond ?? service.served(service.all)
    switch unit {
    case .requestsPerSecond: return guaranteed.first ?? 0
    case .shareOfDemands:
      return zip(plan.inputs.models, guaranteed).map { $1 / ($0.requestsPerSecond ?? 1) }.min() ?? 0
    case .gpus: return Double(gpus)
    case .dollarsPerHour: return service.costPerHour ?? 0
    }
  }

  /// The claimed bound, or the recomputed value where the claim is beyond it by more than a millionth.
  private func bound(_ value: Double) -> Double {
    let claimed = plan.composition.bound
    let isBeyond = isServed ? claimed < value * (1 - 1e-6) : claimed > value * (1 + 1e-6)
    return isBeyond ? value : claimed
  }

  private var models: [ComposedModel] {
    let served = service.served(service.all)
    return plan.inputs.models.enumerated().map { index, model in
      let kinds = plan.composition.workers.filter { $0.model == model.name }
      func rate(_ role: WorkerRole) -> Double {
        kinds.filter { $0.role == role }.reduce(0) { $0 + Double($1.count) * $1.requestsPerSecond }
      }
      let tokens = served[index] * (model.outputTokens ?? 0) * 3600
      return ComposedModel(
        model: model.name, demand: model.requestsPerSecond, servedRequestsPerSecond: served[index],
        prefillRequestsPerSecond: rate(.prefill), decodeRequestsPerSecond: rate(.decode),
        mixedRequestsPerSecond: rate(.mixed), gpus: kinds.reduce(0) { $0 + $1.count * $1.gpus },
        costPerMillionTokens: tokens > 0 ? service.costPerHour(kinds).map { $0 / tokens * 1e6 } : nil,
        atDemand: ModelAtDemand(
          model, served: served[index], workers: kinds, costPerHour: service.costPerHour(kinds)))
    }
  }

  private var transfers: [CacheTransfers] {
    let sites = plan.placement.workers.compactMap { worker -> CacheTransferAnalysis.Site? in
      let kind = plan.composition.workers[worker.kind]
      guard let model = plan.inputs.models.firstIndex(where: { $0.name == kind.model }),
        let pool = cluster.pools.firstIndex(where: { $0.name == kind.pool })
      else { return nil }
      return CacheTransferAnalysis.Site(
        model: model, poolIndex: pool, role: kind.role, requestsPerSecond: kind.requestsPerSecond,
        gpusPerDomain: kind.gpusPerDomain, gpus: worker.gpus.flatMap { Array($0[0]...$0[1]) })
    }
    return CacheTransferAnalysis(cluster: cluster, models: plan.inputs.models.map(\.name), sites: sites).transfers()
  }

  /// The workers numbered from 0 within each kind.
  private var numbered: [PlacedWorker] {
    var next: [Int: Int] = [:]
    return plan.placement.workers.map { worker in
      var worker = worker
      worker.number = next[worker.kind] ?? 0
      next[worker.kind] = worker.number + 1
      return worker
    }
  }
}
