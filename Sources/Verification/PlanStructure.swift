import Experts
import Clusters
import Costing
import Models
import Plans

/// Checks whether the layout and placement of a plan are possible with a model and a cluster, apart from its times and
/// bytes.
public struct PlanStructure: Sendable {
  private let plan: Plan
  private let inputs: VerifierInputs

  /// - Parameters:
  ///   - plan: The plan as read.
  ///   - inputs: The current inputs; their digests do not matter.
  public init(_ plan: Plan, inputs: VerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// The violations found; empty where the plan is possible.
  public var findings: [Finding] {
    GPUsInUse(plan).findings
      + plan.kinds.enumerated().flatMap { index, kind in findings(kind).map { $0.ofKind(index) } }
  }

  private func findings(_ plan: Plan) -> [Finding] {
    guard let pool = inputs.cluster.pools.first(where: { $0.name == plan.layout.pool }) else {
      return [
        Finding(
          id: .unknownPool, key: "layout.pool", claimed: plan.layout.pool,
          actual: inputs.cluster.pools.map(\.name).joined(separator: ", "))
      ]
    }
    let layout = LayoutCheck(layout: plan.layout, model: inputs.model, pool: pool).findings
    guard layout.isEmpty else { return layout }
    let placement = PlacementCheck(plan: plan, pool: pool)
    let experts = ExpertCheck(plan: plan, inputs: inputs).structure
    return placement.findings + experts
      + (placement.listsEveryRank ? HopCheck(plan, pool: pool).findings : [])
  }
}

/// Whether inputs are still those that a document was made from.
struct InputDigests: Sendable {
  /// The SHA-256 of the current content, by input.
  let actual: [String: String]

  /// A finding for each input whose digest is another now.
  func findings(claimed: [(name: String, reference: PlanInputs.Reference?)]) -> [Finding] {
    claimed.compactMap { name, reference in
      guard reference?.sha256 != actual[name] else { return nil }
      return Finding(
        id: .inputChanged, key: "inputs.\(name).sha256", claimed: reference?.sha256 ?? "none",
        actual: actual[name] ?? "none")
    }
  }
}

/// The inputs of a plan, read again, with their digests.
public struct VerifierInputs: Sendable {
  /// The model in the format that the plan stores it in.
  public var model: ModelArchitecture
  /// The cluster.
  public var cluster: Cluster
  /// The calibration.
  public var calibration: Calibration
  /// Tokens per expert, where the plan used them.
  public var expertLoad: ExpertLoad?
  /// The SHA-256 of the current content by input: "model", "cluster", "calibration", "expertLoad".
  public var digests: [String: String]

  public init(
    model: ModelArchitecture, cluster: Cluster, calibration: Calibration, expertLoad: ExpertLoad?,
    digests: [String: String]
  ) {
    self.model = model
    self.cluster = cluster
    self.calibration = calibration
    self.expertLoad = expertLoad
    self.digests = digests
  }
}
