import Costing
import Foundation
import Inputs
import Models
import Plans
import Reporting
import Topology

extension PredictOptions {
  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> (request: ServingRequest, names: ServingNames) {
    let deployed = try deployment.deployment()
    let model = try precision.releasedModel(self.model)
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    let figures = try calibrationReference.read()
    let cluster = try clusterReference.read()
    let pools = try deployment.pools(of: cluster)
    let request = ServingRequest(
      model: model, cluster: cluster, poolIndex: pools.decode, prefillPoolIndex: pools.prefill, deployment: deployed,
      traffic: try traffic.traffic(), cacheFormat: try precision.cacheFormat(), speculation: try runtime.speculation(),
      overlapsTwoBatches: runtime.twoBatchOverlap, scheduler: try runtime.scheduler(),
      runtime: try runtime.knownRuntime(of: figures), calibration: figures)
    let names = ServingNames(
      model: .init(reference: self.model, sha256: Digest.of(model)), weightFormat: try precision.weightFormat(),
      cluster: .init(reference: self.cluster, sha256: Digest.of(try clusterReference.contents())),
      calibration: .init(reference: calibration, sha256: Digest.of(try calibrationReference.contents())))
    return (request, names)
  }
}
