import Costing
import Foundation
import Inputs
import Models
import Planning
import Plans
import Quantities
import Topology

/// Reads what a layout is looked for: a model, a cluster, what is served, a calibration and an expert load.
struct RequestReader {
  let model: String
  let cluster: String
  let calibration: String
  let expertLoad: String?
  let workload: WorkloadOptions
  let precision: PrecisionOptions

  /// Reads every input.
  /// - Parameters:
  ///   - redundancy: How many copies of experts are tried.
  ///   - goal: What is wanted; asked for after the model is known to exist.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request(redundancy: () throws -> ExpertRedundancy, goal: () throws -> Goal) throws -> PlanRequest {
    let stored = try precision.model(model)
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    let load = try expertLoad.map { path in
      (path: path, data: try InputDocument.bytes(ofFile: path))
    }
    return PlanRequest(
      model: stored, cluster: try clusterReference.read(),
      workload: try workload.workload(cacheFormat: precision.cacheFormat()),
      calibration: try calibrationReference.read(),
      expertLoad: try load.map { try ExpertLoad(parsing: $0.data, file: $0.path, model: stored) },
      redundancy: try redundancy(), goal: try goal(),
      references: PlanReferences(
        model: .init(reference: model, sha256: Digest.of(stored)), weightFormat: try precision.weightFormat(),
        cluster: .init(reference: cluster, sha256: Digest.of(try clusterReference.contents())),
        calibration: .init(reference: calibration, sha256: Digest.of(try calibrationReference.contents())),
        expertLoad: load.map { .init(reference: $0.path, sha256: Digest.of($0.data)) }))
  }
}
