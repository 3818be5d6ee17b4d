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
  func offers(progress: @escaping @Sendable (Double) -> Void) throws -> [OfferedWorker] {
    let derates = try options.service.derates()
    if let table {
      return try models.indices.flatMap { index in
        try table.table.rows(of: models[index], isOnly: models.count == 1).map {
          OfferedWorker($0, model: index, derate: $0.role == .prefill ? derates.prefill : derates.decode)
        }
      }
    }
    let (scheduler, runtime) = try (options.runtime.scheduler(), options.runtime.knownRuntime(of: calibration))
    return try workloads.indices.flatMap { index -> [OfferedWorker] in
      var request = WorkerRatingRequest(
        workloads[index], cluster: cluster, overlapsTwoBatches: options.runtime.twoBatchOverlap, scheduler: scheduler,
        runtime: runtime, calibration: calibration)
      request.gpuLimit = try options.goal.gpuLimit()
      let rates = try WorkerRater(request).rates { [count = workloads.count] in
        progress((Double(index) + $0) / Double(count))
      }
      return rates.undominated.map {
        OfferedWorker(
          $0, model: index, derate: $0.role == .prefill ? derates.prefill : derates.decode,
          handover: rates.handovers[$0.poolIndex])
      }
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
        runtime: options.runtime.runtime, overlapsTwoBatches: options.runtime.twoBatchOverlap, scheduler: scheduler),
      models: models, objective: objective.rawValue, gpuLimit: try options.goal.gpuLimit(),
      tolerance: try options.goal.tolerance(), prefillDerate: derates.prefill, decodeDerate: derates.decode,
      spare: try options.service.spareRule())
  }
}
