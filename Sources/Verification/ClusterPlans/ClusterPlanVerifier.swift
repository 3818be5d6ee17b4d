import Plans
import Topology

/// Judges a plan of a cluster by its inputs: every worker's rate and times, every GPU, every sum, and what failures leave.
/// Neither the solver nor the search takes part.
public struct ClusterPlanVerifier: Sendable {
  private let plan: ClusterPlan
  private let inputs: ClusterVerifierInputs

  /// What is known of a plan after it was recomputed.
  public struct Verdict: Sendable {
    /// Everything that does not hold; empty for an honest plan.
    public let findings: [Finding]
    /// The plan with its workers and places as they are, and the figures that these give; `nil` where places cannot be
    /// followed.
    public let recomputed: ClusterPlan?
  }

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - inputs: Read anew.
  public init(_ plan: ClusterPlan, inputs: ClusterVerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// Everything that does not hold; empty for an honest plan.
  /// - Throws: `Diagnostic` where the inputs themselves cannot be costed.
  public func findings() throws -> [Finding] { try verdict().findings }

  /// Judges the plan as it is: what can be judged is, whatever else does not hold.
  /// - Throws: `Diagnostic` where the inputs themselves cannot be costed.
  public func verdict() throws -> Verdict {
    let apart = inputsChanged + ClusterGoalCheck(plan, workloads: inputs.workloads).findings
    let placement = WorkerPlacementCheck(plan, cluster: inputs.cluster)
    let all = apart + placement.findings + ClusterAnswerCheck(plan).findings
    guard placement.isFollowed else { return Verdict(findings: all, recomputed: nil) }
    let rates = WorkerRateCheck(plan, inputs: inputs)
    var rated = plan
    rated.composition.workers = try plan.composition.workers.indices.map(rates.rated)
    let actual = ClusterRecomputation(rated, cluster: inputs.cluster).recomputed
    let asRated = ClusterRecomputation(plan, cluster: inputs.cluster).recomputed
    return Verdict(
      findings: try all + rates.findings() + CompositionCheck(plan, actual: asRated).findings
        + SpareCheck(plan, cluster: inputs.cluster).findings, recomputed: actual)
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
