import Clusters
import Costing
import Formats
import Optimization
import Planning
import Plans
import Quantities
import Verification

/// Clusters and workers as a test wants them; rates are given, no model is needed.
struct ClusterCase {
  var nodes = 4
  var gpusPerNode = 8
  var nodesPerRack = 4
  var domainIsRack = false
  var unavailable: [Int] = []
  var hosts: [String] = []
  var price: GPUPrice?
  var demands: [Double?] = [nil]
  var objective = ClusterObjective.served
  var spare: SpareRule?
  var gpuLimit: Int?
  var workers: [OfferedWorker] = []

  static func worker(
    _ role: WorkerRole, gpus: Int, domains: Int = 1, rate: Double, model: Int = 0, pool: Int = 0
  ) -> OfferedWorker {
    OfferedWorker(
      model: model, poolIndex: pool, role: role,
      footprint: WorkerFootprint(domains: domains, gpusPerDomain: gpus / domains), requestsPerSecond: rate,
      timeToFirstToken: role == .decode ? nil : 1, timePerOutputToken: role == .prefill ? nil : 0.03,
      layout: "\(gpus) GPUs")
  }

  func cluster() throws -> Cluster {
    guard let accelerator = try AcceleratorCatalogue.accelerator(id: "H100-SXM5") else { throw TinyCluster.Missing() }
    let racks = nodes / nodesPerRack
    let tiers = [("leaf", nodesPerRack * gpusPerNode, 2e-6), ("spine", nodes * gpusPerNode, 3e-6)].map {
      ScaleOutTier(
        name: $0.0, gpusPerGroup: $0.1, bandwidth: Bandwidth(50e9), oversubscription: 1, latency: Seconds($0.2))
    }
    let pool = Pool(
      name: "pool", accelerator: accelerator, racks: racks, nodesPerRack: nodesPerRack, gpusPerNode: gpusPerNode,
      gpusPerDomain: domainIsRack ? nodesPerRack * gpusPerNode : gpusPerNode, scaleUp: accelerator.scaleUp,
      tiers: tiers, hosts: hosts, unavailable: unavailable, price: price, sources: [:])
    return Cluster(name: "test", file: "test.yaml", description: "A test's.", pools: [pool])
  }

  func request() throws -> ClusterRequest {
    let models = demands.enumerated().map { ServedModel(name: "model \($0)", requestsPerSecond: $1) }
    return try ClusterRequest(
      cluster: cluster(), offers: WorkerOffers(workers), objective: objective,
      inputs: ClusterPlanInputs(
        cluster: .init(reference: "test.yaml", sha256: "0"),
        serving: ServingSettings(runtime: nil, overlapsTwoBatches: false, scheduler: SchedulerSettings()),
        models: models, objective: objective, gpuLimit: gpuLimit, tolerance: 0.001, spare: spare))
  }

  func plan() throws -> ClusterPlan? {
    guard case .plan(let plan) = try ClusterPlanner(try request(), optimizer: GLPKOptimizer()).plan() else {
      return nil
    }
    return plan
  }

  /// What a verifier reads: a table with these workers.
  func verifierInputs() throws -> ClusterVerifierInputs {
    let cluster = try cluster()
    let rows = workers.map { worker in
      let times = [worker.timeToFirstToken, worker.timePerOutputToken].map { $0.map { "\($0 * 1000)" } ?? "" }
      return
        "model \(worker.model),pool,\(worker.role.rawValue),\(worker.footprint.gpus),\(worker.footprint.gpusPerDomain),"
        + "\(worker.requestsPerSecond),\(times[0]),\(times[1]),\(worker.layout)"
    }
    let text = ([WorkerTable.columns.joined(separator: ",")] + rows).joined(separator: "\n")
    return ClusterVerifierInputs(
      cluster: cluster, calibration: nil,
      workers: try WorkerTable(parsing: .init(text.utf8), file: "workers.csv", cluster: cluster),
      models: demands.map { _ in nil }, digests: ["cluster": "0"])
  }
}
