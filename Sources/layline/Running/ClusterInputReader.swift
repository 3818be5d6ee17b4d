import Costing
import Inputs
import Models
import Planning
import Plans
import Quantities
import Topology

/// Reads what a plan of a whole cluster is made from.
struct ClusterInputReader {
  let cluster: Cluster
  /// What is served; at least one, and in the order of the file or table that names them.
  let models: [ServedModel]
  private let options: PlanOptions
  private let clusterReference: PlanInputs.Reference
  private let calibration: Calibration
  private let calibrationReference: PlanInputs.Reference
  private let table: (reference: PlanInputs.Reference, table: WorkerTable)?
  /// In the order of the models; none where only a table knows them.
  private let workloads: [ServedWorkload]
  private let workloadReference: PlanInputs.Reference?

  init(_ options: PlanOptions) throws {
    self.options = options
    let reference = try ClusterReference(options.cluster)
    let cluster = try reference.read()
    self.cluster = cluster
    clusterReference = .init(reference: options.cluster, sha256: Digest.of(try reference.contents()))
    let calibration = CalibrationReference(options.calibration)
    self.calibration = try calibration.read()
    calibrationReference = .init(reference: options.calibration, sha256: Digest.of(try calibration.contents()))
    table = try options.service.workers.map { path in
      let data = try InputDocument.bytes(ofFile: path)
      return (
        .init(reference: path, sha256: Digest.of(data)), try WorkerTable(parsing: data, file: path, cluster: cluster)
      )
    }
    workloadReference = try options.service.workloads.map {
      .init(reference: $0, sha256: Digest.of(try InputDocument.bytes(ofFile: $0)))
    }
    let asked = AskedWorkloads(options, table: table?.table)
    workloads = try asked.workloads()
    models = try workloads.isEmpty ? asked.modelsOfTable() : workloads.map(ServedModel.init)
  }

  // MARK: - Workers

  /// The workers to choose from.
  /// - Parameter progress: Called with the share of their rating that is done, from any thread.
  func offers(progress: @escaping @Sendable (Double) -> Void) throws -> WorkerOffers {
    let derates = try options.service.derates()
    if let table { return try WorkerOffers(table.table, models: models, derates: derates) }
    return try WorkerOffers(rating: ratingRequests(), derates: derates, progress: progress)
  }

  /// How workers are rated, for each model; none where a table has the rates.
  func ratingRequests() throws -> [WorkerRatingRequest] {
    guard table == nil else { return [] }
    let (scheduler, runtime) = try (options.runtime.scheduler(), options.runtime.knownRuntime(of: calibration))
    let limit = try options.goal.gpuLimit()
    let engine = try options.engineRule()
    return workloads.map { workload in
      var request = WorkerRatingRequest(
        workload, cluster: cluster, overlapsTwoBatches: options.runtime.twoBatchOverlap, scheduler: scheduler,
        runtime: runtime, calibration: calibration)
      request.gpuLimit = limit
      request.engine = engine
      return request
    }
  }

  // MARK: - Inputs

  /// What the plan says that it was made from.
  func inputs(objective: ClusterObjective) throws -> ClusterPlanInputs {
    let derates = try options.service.derates()
    let scheduler = try options.runtime.scheduler()
    return ClusterPlanInputs(
      cluster: clusterReference, calibration: table == nil ? calibrationReference : nil, workers: table?.reference,
      workload: workloadReference,
      serving: ServingSettings(
        runtime: options.runtime.runtime, engine: try options.engineRule(),
        overlapsTwoBatches: options.runtime.twoBatchOverlap, scheduler: scheduler),
      models: models, objective: objective.rawValue, gpuLimit: try options.goal.gpuLimit(),
      tolerance: try options.goal.tolerance(), prefillDerate: derates.prefill, decodeDerate: derates.decode,
      spare: try options.service.spareRule())
  }
}
