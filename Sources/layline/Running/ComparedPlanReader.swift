import Inputs
import Models
import Plans
import Policy
import Topology
import Verification

/// Reads a plan with the model and the cluster that it names. An input that is gone or was changed is no fault: the plans
/// are compared without it.
enum ComparedPlanReader {
  /// - Throws: `Diagnostic` where the file is no plan.
  static func plan(_ path: String) throws -> ComparedPlan<Plan> {
    let plan = try Plan(contentsOf: path)
    let inputs = plan.inputs
    let model = Reread(inputs.model.reference, sha256: inputs.model.sha256) {
      let model = try inputs.readModel()
      return (model, Digest.of(model))
    }
    return ComparedPlan(
      reference: try reference(path), document: plan,
      readings: PlanReadings(cluster: cluster(inputs.cluster), models: [model]))
  }

  /// - Throws: `Diagnostic` where the file is no plan.
  static func clusterPlan(_ path: String) throws -> ComparedPlan<ClusterPlan> {
    let plan = try ClusterPlan(contentsOf: path)
    let models = plan.inputs.models.map { served in
      served.model.map { reference in
        Reread(reference.reference, sha256: reference.sha256) {
          let model = try served.readModel(reference)
          return (model, Digest.of(model))
        }
      }
    }
    return ComparedPlan(
      reference: try reference(path), document: plan,
      readings: PlanReadings(cluster: cluster(plan.inputs.cluster), models: models))
  }

  private static func cluster(_ reference: PlanInputs.Reference) -> Reread<Cluster> {
    Reread(reference.reference, sha256: reference.sha256) {
      let found = try ClusterReference(reference.reference)
      return (try found.read(), Digest.of(try found.contents()))
    }
  }

  private static func reference(_ path: String) throws -> PlanInputs.Reference {
    .init(reference: path, sha256: Digest.of(try InputDocument.bytes(ofFile: path)))
  }
}
