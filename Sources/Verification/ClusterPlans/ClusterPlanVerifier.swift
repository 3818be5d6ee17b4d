import Plans
import Topology

/// Judges a plan of a cluster by its inputs: every worker's rate and times, every GPU, every sum, and what failures leave.
/// Neither the solver nor the search takes part.
public struct ClusterPlanVerifier: Sendable {
  private let plan: ClusterPlan
  private let inputs: ClusterVerifierInputs

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - inputs: Read anew.
  public init(_ plan: ClusterPlan, inputs: ClusterVerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// Everything that does not hold; empty for an honest plan.
  /// - Throws: `Diagnostic` where the inputs themselves cannot be costed.
  public func findings() throws -> [Finding] {
    let changed = inputsChanged
    guard changed.isEmpty else { return changed }
    let placement = WorkerPlacementCheck(plan, cluster: inputs.cluster).findings
    guard placement.isEmpty else { return placement }
    return try WorkerRateCheck(plan, inputs: inputs).findings()
      + CompositionCheck(plan, cluster: inputs.cluster).findings
      + SpareCheck(plan, cluster: inputs.cluster).findings
  }

  private var inputsChanged: [Finding] {
    var claimed: [(name: String, reference: PlanInputs.Reference?)] = [
      ("calibration", plan.inputs.calibration), ("cluster", plan.inputs.cluster), ("workers", plan.inputs.workers),
      ("workload", plan.inputs.workload),
    ]
    claimed += plan.inputs.models.enumerated().map { ("models[\($0)]", $1.model) }
    return InputDigests(actual: inputs.digests).findings(claimed: claimed)
  }
}
