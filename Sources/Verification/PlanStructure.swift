import Plans

/// Whether the layout and the placement of a plan can be with a model and a cluster, whatever the plan says of times and
/// bytes.
public struct PlanStructure: Sendable {
  private let plan: Plan
  private let inputs: VerifierInputs

  /// Findings of experts that do not depend on their load.
  private static let expertStructure = ["experts-missing", "experts-wrong", "rank-overfull", "expert-ranks"]

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
    let layout = LayoutCheck(plan.layout, model: inputs.model).findings
    guard layout.isEmpty else { return layout }
    let experts = ExpertCheck(plan, inputs: inputs).findings.filter { Self.expertStructure.contains($0.id) }
    let placement = PlacementCheck(plan, pool: pool).findings + experts
    guard placement.isEmpty else { return placement }
    return HopCheck(plan, pool: pool, levels: ["scale-up"] + pool.tiers.map(\.name)).findings
  }
}
