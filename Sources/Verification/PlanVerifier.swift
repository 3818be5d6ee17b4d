import Clusters
import Costing
import Formats
import Plans

/// Judges a plan by its inputs: recomputes memory, times and placement without the solver and without the search.
public struct PlanVerifier: Sendable {
  private let plan: Plan
  private let inputs: VerifierInputs

  /// The result of recomputing a plan.
  public struct Verdict: Sendable {
    /// The violations found; empty for a correct plan.
    public let findings: [Finding]
    /// The plan with its layout and places as they are, and the figures that these give; `nil` where the layout cannot be
    /// costed.
    public let recomputed: Plan?
  }

  /// - Parameters:
  ///   - plan: The plan as read.
  ///   - inputs: The inputs, read again.
  public init(_ plan: Plan, inputs: VerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// The violations found; empty for a correct plan.
  /// - Throws: `Diagnostic` where the inputs cannot be costed.
  public func findings() throws -> [Finding] { try verdict().findings }

  /// Verifies every part of the plan that can be verified, whatever other parts violate.
  /// - Throws: `Diagnostic` where the inputs cannot be costed.
  public func verdict() throws -> Verdict {
    let apart = inputsChanged + GoalCheck(plan: plan).findings
    guard let poolIndex = inputs.cluster.pools.firstIndex(where: { $0.name == plan.layout.pool }) else {
      return Verdict(findings: apart + [poolUnknown] + AnswerCheck(plan: plan).findings, recomputed: nil)
    }
    let pool = inputs.cluster.pools[poolIndex]
    let layout = LayoutCheck(layout: plan.layout, model: inputs.model, pool: pool)
    let placement = PlacementCheck(plan: plan, pool: pool)
    guard layout.structure.isEmpty else {
      return Verdict(
        findings: apart + layout.findings + placement.findings + AnswerCheck(plan: plan).findings, recomputed: nil)
    }
    let experts = ExpertCheck(plan: plan, inputs: inputs)
    let hops = placement.listsEveryRank ? HopCheck(plan, pool: pool).findings : []
    let structure = apart + layout.findings + placement.findings + experts.findings + hops
    // Where experts are not known to be, a load says nothing about times.
    guard experts.structure.isEmpty || inputs.expertLoad == nil && plan.inputs.expertLoad == nil else {
      return Verdict(findings: structure + AnswerCheck(plan: plan).findings, recomputed: nil)
    }
    let actual = try PlanRecomputation(plan, inputs: inputs, poolIndex: poolIndex).recomputed
    return Verdict(findings: structure + figures(actual) + AnswerCheck(plan: plan).findings, recomputed: actual)
  }

  private func figures(_ actual: Plan) -> [Finding] {
    GoalCheck(plan: plan).demand(actual) + PredictionCheck(plan: plan, actual: actual).findings
      + CertificateCheck(plan: plan, actual: actual).findings + ProgramCheck(plan: plan, actual: actual).findings
  }

  private var poolUnknown: Finding {
    Finding(
      id: .unknownPool, key: "layout.pool", claimed: plan.layout.pool,
      actual: inputs.cluster.pools.map(\.name).joined(separator: ", "))
  }

  private var inputsChanged: [Finding] {
    let claimed: [(name: String, reference: PlanInputs.Reference?)] = [
      ("calibration", plan.inputs.calibration), ("cluster", plan.inputs.cluster),
      ("expertLoad", plan.inputs.expertLoad), ("model", plan.inputs.model),
    ]
    return InputDigests(actual: inputs.digests).findings(claimed: claimed)
  }
}
