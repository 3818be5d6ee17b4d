import Plans

/// Whether the layout and the placement of a plan can be with a model and a cluster, whatever the plan says of times and
/// bytes.
public struct PlanStructure: Sendable {
  private let plan: Plan
  private let inputs: VerifierInputs

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - inputs: Those that there are now; their digests do not matter.
  public init(_ plan: Plan, inputs: VerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// What cannot be; empty where everything can.
  public var findings: [Finding] {
    guard let pool = inputs.cluster.pools.first(where: { $0.name == plan.layout.pool }) else {
      return [
        Finding(
          id: "pool-unknown", key: "layout.pool", claimed: plan.layout.pool,
          actual: inputs.cluster.pools.map(\.name).joined(separator: ", "))
      ]
    }
    let layout = LayoutCheck(plan.layout, model: inputs.model, pool: pool).findings
    guard layout.isEmpty else { return layout }
    let placement = PlacementCheck(plan, pool: pool)
    let experts = ExpertCheck(plan, inputs: inputs).structure
    // More machines than before leave more of them idle.
    let places = placement.findings.filter { $0.id != "idle-wrong" } + experts
    return places + (placement.listsEveryRank ? HopCheck(plan, pool: pool).findings : [])
  }
}
