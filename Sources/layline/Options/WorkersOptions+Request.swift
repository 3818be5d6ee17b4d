import Costing
import Foundation
import Models
import Planning
import Plans
import Reporting
import Topology

extension WorkersOptions {
  /// What workers are rated for, with the names of its inputs, for each workload.
  typealias Requests = [(workload: ServedWorkload, request: WorkerRatingRequest, names: ServingNames)]

  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func requests() throws -> Requests {
    let workloads = try workload.read(precision: precision, speculation: runtime.speculation())
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    let figures = try calibrationReference.read()
    let cluster = try clusterReference.read()
    let names = (
      cluster: PlanInputs.Reference(reference: self.cluster, sha256: Digest.of(try clusterReference.contents())),
      calibration: PlanInputs.Reference(
        reference: calibration, sha256: Digest.of(try calibrationReference.contents()))
    )
    let (scheduler, runtime) = try (runtime.scheduler(), runtime.knownRuntime(of: figures))
    return workloads.map { workload in
      let request = WorkerRatingRequest(
        workload, cluster: cluster, overlapsTwoBatches: self.runtime.twoBatchOverlap, scheduler: scheduler,
        runtime: runtime, calibration: figures)
      let model = PlanInputs.Reference(reference: workload.modelReference, sha256: Digest.of(workload.model))
      return (
        workload, request,
        ServingNames(
          model: model, weightFormat: workload.weightFormat, cluster: names.cluster, calibration: names.calibration)
      )
    }
  }
}
