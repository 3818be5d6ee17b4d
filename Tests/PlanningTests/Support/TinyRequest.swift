@testable import Experts
import Clusters
import Costing
import Foundation
import Models
import Planning
import Plans
import Quantities

/// A request for a model and a cluster that were made in a test.
enum TinyRequest {
  static func make(
    _ model: ModelArchitecture, _ cluster: Cluster, context: Int, calibration: String = "default", goal: Goal,
    load: ExpertLoad? = nil
  ) throws -> PlanRequest {
    PlanRequest(
      model: model, cluster: cluster, workload: try Workload(context: context),
      calibration: try Calibration.shipped(calibration), expertLoad: load, goal: goal,
      references: PlanReferences(
        model: reference("model"), weightFormat: nil, cluster: reference("cluster"),
        calibration: reference(calibration), expertLoad: load == nil ? nil : reference("load")))
  }

  private static func reference(_ name: String) -> PlanInputs.Reference {
    .init(reference: name, sha256: Digest.of(Data(name.utf8)))
  }
}
