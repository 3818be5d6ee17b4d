import Clusters
import Costing
import Models
import Planning
import Plans
import Quantities

/// DeepSeek-V3 at a context of 4,096 and 50 ms per token, as on the command line.
enum DeepSeekRequest {
  static let model = "deepseek-ai/DeepSeek-V3"

  /// - Parameter cluster: The name of a shipped cluster.
  static func on(_ cluster: String) throws -> PlanRequest {
    let model = try ModelCatalogue.model(named: model)
    let reference = try ClusterReference(cluster)
    return PlanRequest(
      model: model, cluster: try reference.read(), workload: try Workload(context: 4096),
      calibration: try .shipped("default"), expertLoad: nil,
      goal: try Goal(objective: .cost, timePerOutputToken: Seconds(0.05)),
      references: PlanReferences(
        model: .init(reference: Self.model, sha256: Digest.of(model)), weightFormat: nil,
        cluster: .init(reference: cluster, sha256: Digest.of(try reference.contents())),
        calibration: .init(reference: "default", sha256: ""), expertLoad: nil))
  }
}
