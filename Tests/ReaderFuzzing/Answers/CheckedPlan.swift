import Experts
import Clusters
import Costing
import Models
import Optimization
import Planning
import Plans
import Quantities
import Verification

/// Plans of what was read, which the verifier must accept.
enum CheckedPlan {
  /// - Throws: `Rejected` where the verifier finds fault with the plan; a refusal is an answer too.
  static func check(
    model: ModelArchitecture, cluster: Cluster, calibration: Calibration? = nil, load: ExpertLoad? = nil
  ) throws {
    let calibration = try calibration ?? SmallInputs.calibration.get()
    let request = try request(model: model, cluster: cluster, calibration: calibration, load: load)
    guard case .plan(let plan) = try Planner(request, optimizer: GLPKOptimizer()).plan() else { return }
    let inputs = VerifierInputs(
      model: model, cluster: cluster, calibration: calibration, expertLoad: load, digests: digests(of: plan))
    let findings = try PlanVerifier(plan, inputs: inputs).findings()
    guard findings.isEmpty else { throw Rejected(description: "the verifier says: \(findings.prefix(3))") }
  }

  /// A plan to damage.
  static func plan(model: ModelArchitecture, cluster: Cluster, answering: Bool) throws -> Plan {
    let request = try request(model: model, cluster: cluster, calibration: SmallInputs.calibration.get(), load: nil)
    guard case .plan(let plan) = try Planner(request, optimizer: GLPKOptimizer()).plan() else {
      throw Rejected(description: "no plan of the small model")
    }
    return plan
  }

  /// The digests that the plan itself names, so that the verifier looks further.
  static func digests(of plan: Plan) -> [String: String] {
    var digests = [
      "model": plan.inputs.model.sha256, "cluster": plan.inputs.cluster.sha256,
      "calibration": plan.inputs.calibration.sha256,
    ]
    digests["expertLoad"] = plan.inputs.expertLoad?.sha256
    return digests
  }

  private static func request(
    model: ModelArchitecture, cluster: Cluster, calibration: Calibration, load: ExpertLoad?
  ) throws -> PlanRequest {
    let reference = PlanInputs.Reference(reference: "fuzzed", sha256: "0")
    return PlanRequest(
      model: model, cluster: cluster, workload: try Workload(context: 1000), calibration: calibration,
      expertLoad: load, goal: try Goal(objective: .cost, timePerOutputToken: Seconds(0.05), tolerance: 0.05),
      references: PlanReferences(
        model: reference, weightFormat: nil, cluster: reference, calibration: reference,
        expertLoad: load == nil ? nil : reference))
  }
}
