import Costing
import Foundation
import Inputs
import Models
import Planning
import Plans
import Quantities
import Topology

extension PlanOptions {
  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> PlanRequest {
    let modelReference = try neededModel()
    let model = try precision.model(modelReference)
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    let load = try expertLoad.map { path in
      (path: path, data: try InputDocument.bytes(ofFile: path))
    }
    let objective = try goal.objective(Objective.self)
    return PlanRequest(
      model: model, cluster: try clusterReference.read(),
      workload: try workload.workload(cacheFormat: precision.cacheFormat()),
      calibration: try calibrationReference.read(),
      expertLoad: try load.map { try ExpertLoad(parsing: $0.data, file: $0.path, model: model) },
      redundancy: try redundancy(),
      goal: try Goal(
        objective: objective, timePerOutputToken: goal.timePerOutputToken(limitedByDefault: objective != .latency),
        batch: goal.batchSize(), tokensPerSecond: goal.demand(), gpuLimit: goal.gpuLimit(), tolerance: goal.tolerance()),
      references: PlanReferences(
        model: .init(reference: modelReference, sha256: Digest.of(model)), weightFormat: try precision.weightFormat(),
        cluster: .init(reference: cluster, sha256: Digest.of(try clusterReference.contents())),
        calibration: .init(reference: calibration, sha256: Digest.of(try calibrationReference.contents())),
        expertLoad: load.map { .init(reference: $0.path, sha256: Digest.of($0.data)) }))
  }
}
