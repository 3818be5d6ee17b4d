import Costing
import Inputs
import Plans
import Quantities
import Topology

/// Judges a plan by its inputs: recomputes memory, times and placement without the solver and without the search.
public struct PlanVerifier: Sendable {
  private let plan: Plan
  private let inputs: VerifierInputs

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - inputs: Read anew.
  public init(_ plan: Plan, inputs: VerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// Everything that does not hold; empty for an honest plan.
  /// - Throws: `Diagnostic` where the inputs themselves cannot be costed.
  public func findings() throws -> [Finding] {
    let changed = inputsChanged
    guard changed.isEmpty else { return changed }
    guard let poolIndex = inputs.cluster.pools.firstIndex(where: { $0.name == plan.layout.pool }) else {
      return [
        Finding(
          id: "pool-unknown", key: "layout.pool", claimed: plan.layout.pool,
          actual: inputs.cluster.pools.map(\.name).joined(separator: ", "))
      ]
    }
    let pool = inputs.cluster.pools[poolIndex]
    let structure = LayoutCheck(plan.layout, model: inputs.model).findings + GoalCheck(plan).findings
    guard structure.isEmpty else { return structure }
    let placement = PlacementCheck(plan, pool: pool).findings + ExpertCheck(plan, inputs: inputs).findings
    guard placement.isEmpty else { return placement }
    let costs = try CostModel(
      model: inputs.model, cluster: inputs.cluster, poolIndex: poolIndex, workload: plan.inputs.workload.workload(),
      calibration: inputs.calibration, imbalance: ExpertCheck(plan, inputs: inputs).imbalance)
    return HopCheck(plan, pool: pool, levels: costs.levelNames).findings
      + PredictionCheck(plan, costs: costs).findings + CertificateCheck(plan, pools: inputs.cluster.pools).findings
      + AnswerCheck(plan).findings
  }

  private var inputsChanged: [Finding] {
    let claimed: [(name: String, reference: PlanInputs.Reference?)] = [
      ("calibration", plan.inputs.calibration), ("cluster", plan.inputs.cluster),
      ("expertLoad", plan.inputs.expertLoad), ("model", plan.inputs.model),
    ]
    return InputDigests(actual: inputs.digests).findings(claimed: claimed)
  }
}
