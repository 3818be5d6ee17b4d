import Costing
import Models
import Planning
import Topology

extension WorkersOptions {
  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> WorkerRatingRequest {
    let calibration = try CalibrationReference(calibration).read()
    return WorkerRatingRequest(
      model: try precision.releasedModel(model), cluster: try ClusterReference(cluster).read(),
      traffic: try traffic.traffic(load: .requestsPerSecond(1)), targets: try targets.targets(),
      cacheFormat: try precision.cacheFormat(), speculation: try runtime.speculation(),
      overlapsTwoBatches: runtime.twoBatchOverlap, scheduler: try runtime.scheduler(),
      runtime: try runtime.knownRuntime(of: calibration), calibration: calibration)
  }
}
