@testable import Differences
import Costing
import Plans
import Policy

/// A plan of a cluster written down by hand: workers of TP1 DPn EPn of one model.
struct TinyWorkers {
  struct Worker {
    var role = WorkerRole.decode
    var gpus: ClosedRange<Int>
  }

  var workers: [Worker]
  var model = TinyModel(layers: 2, experts: 4)
  var cluster = TinyCluster()
  var served = 10.0

  func plan() throws -> ClusterPlan {
    let kinds = workers.reduce(into: [Kind]()) { kinds, worker in
      let kind = Kind(role: worker.role, gpus: worker.gpus.count)
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    let pool = try cluster.cluster().pools[0]
    let used = workers.reduce(0) { $0 + $1.gpus.count }
    return ClusterPlan(
      inputs: ClusterPlanInputs(
        cluster: .init(reference: cluster.name, sha256: "\(cluster)"),
        serving: ServingSettings(runtime: nil, overlapsTwoBatches: false, scheduler: SchedulerSettings()),
        models: [ServedModel(name: "chat", model: .init(reference: model.name, sha256: "\(model)"))],
        objective: .served, tolerance: 0.01),
      composition: PlannedComposition(
        servedRequestsPerSecond: served, gpusUsed: used, gpusAvailable: pool.gpuCount, costPerHour: nil,
        objective: .requestsPerSecond, value: served, bound: served, tolerance: 0.01, models: [],
        workers: kinds.map { kind in composed(kind, count: workers.count { Kind($0) == kind }) }, spare: nil,
        program: .init(
          solver: "none", workerTypes: 1, columns: 1, rows: 1, nodes: 1, iterations: 1, status: "optimal")),
      placement: ClusterPlacement(
        workers: workers.enumerated().map { number, worker in
          PlacedWorker(
            kind: kinds.firstIndex(of: Kind(worker)) ?? 0, number: number, domains: [],
            gpus: [[worker.gpus.lowerBound, worker.gpus.upperBound]])
        }, idleGPUs: pool.gpuCount - used, transfers: []))
  }

  func compared() throws -> ComparedPlan<ClusterPlan> {
    ComparedPlan(
      reference: .init(reference: "plan.json", sha256: "0"), document: try plan(),
      readings: PlanReadings(cluster: .same(try cluster.cluster()), models: [.same(model.model)]))
  }

  private struct Kind: Equatable {
    let role: WorkerRole
    let gpus: Int

    init(role: WorkerRole, gpus: Int) {
      self.role = role
      self.gpus = gpus
    }

    init(_ worker: Worker) { self.init(role: worker.role, gpus: worker.gpus.count) }
  }

  private func composed(_ kind: Kind, count: Int) -> ComposedWorkers {
    ComposedWorkers(
      model: "chat", pool: "pool", role: kind.role, layout: "TP1 DP\(kind.gpus) EP\(kind.gpus)",
      degrees: .init(
        tensorParallel: 1, dataParallel: kind.gpus, expertParallel: kind.gpus, pipelineParallel: 1),
      gpus: kind.gpus, gpusPerDomain: kind.gpus, requestsPerSecond: 5, timeToFirstToken: nil, timePerOutputToken: nil,
      load: nil, handover: nil, count: count, domains: [])
  }
}
