import Clusters
import Costing
import Models
import Planning
import Plans
import Quantities
import Testing

/// A request by names, as a user would write it.
struct PlanCase: Sendable, CustomTestStringConvertible {
  var model = "deepseek-ai/DeepSeek-V3"
  var cluster = "gb200-nvl72-1-rack"
  var context = 4096
  var calibration = "default"
  var objective = Objective.cost
  var target: Seconds? = Seconds(0.05)
  var batch: Int?
  var demand: Double?
  var gpuLimit: Int?
  var tolerance = 0.01
  var weights: NumberFormat?

  var testDescription: String { "\(model) on \(cluster), \(context) tokens, \(objective.rawValue)" }

  func request() throws -> PlanRequest {
    let stored = try ModelArchitecture(reference: model)
    let model = weights.map { stored.asReleased(in: $0) } ?? stored
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    return PlanRequest(
      model: model, cluster: try clusterReference.read(), workload: try Workload(context: context),
      calibration: try calibrationReference.read(), expertLoad: nil,
      goal: try Goal(
        objective: objective, timePerOutputToken: objective == .latency ? nil : target, batch: batch,
        tokensPerSecond: demand, gpuLimit: gpuLimit, tolerance: tolerance),
      references: PlanReferences(
        model: .init(reference: self.model, sha256: Digest.of(model)), weightFormat: weights,
        cluster: .init(reference: cluster, sha256: Digest.of(try clusterReference.contents())),
        calibration: .init(reference: calibration, sha256: Digest.of(try calibrationReference.contents())),
        expertLoad: nil))
  }
}
