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
    let kinds = try plan.kinds.map { try KindVerifier(plan: $0, inputs: inputs).verdict() }
    let structure =
      inputsChanged + GoalCheck(plan: plan).findings + GPUsInUse(plan).findings
      + kinds.enumerated().flatMap { index, kind in kind.findings.map { $0.ofKind(index) } }
    let workers = kinds.compactMap(\.recomputed)
    guard workers.count == kinds.count else {
      return Verdict(findings: structure + AnswerCheck(plan: plan).findings, recomputed: nil)
    }
    let actual = PlanRecomputation(plan, inputs: inputs).recomputed(workers)
    return Verdict(findings: structure + figures(actual) + AnswerCheck(plan: plan).findings, recomputed: actual)
  }

  private func figures(_ actual: Plan) -> [Finding] {
    let kinds = zip(plan.kinds, actual.kinds).enumerated().flatMap { index, kind in
      PredictionCheck(plan: kind.0, actual: kind.1).findings.map { $0.ofKind(index) }
    }
    let total = FieldComparison { $0.contains("idle") ? .idleWrong : .sumWrong }
      .findings("total", claimed: plan.total, actual: actual.total)
    return GoalCheck(plan: plan).demand(actual) + kinds + total
      + CertificateCheck(plan: plan, actual: actual).findings + ProgramCheck(plan: plan, actual: actual).findings
  }

  private var inputsChanged: [Finding] {
    let claimed: [(name: String, reference: PlanInputs.Reference?)] = [
      ("calibration", plan.inputs.calibration), ("cluster", plan.inputs.cluster),
      ("expertLoad", plan.inputs.expertLoad), ("model", plan.inputs.model),
    ]
    return InputDigests(actual: inputs.digests).findings(claimed: claimed)
  }
}

extension Finding {
  /// The same of one kind of worker, whose keys stand below it.
  func ofKind(_ index: Int) -> Finding {
    let parts = ["layout", "placement", "prediction", "bottlenecks", "derivations"]
    guard parts.contains(String(key.prefix { $0.isLetter })) else { return self }
    var finding = self
    finding.key = "workers[\(index)].\(key)"
    return finding
  }
}

/// Judges one kind of workers.
private struct KindVerifier {
  /// With that kind alone.
  let plan: Plan
  let inputs: VerifierInputs

  /// The violations found, and the workers with recomputed figures, where they can be costed.
  func verdict() throws -> (findings: [Finding], recomputed: PlannedWorkers?) {
    let apart = GoalCheck(plan: plan).findingsOfKind
    guard let poolIndex = inputs.cluster.pools.firstIndex(where: { $0.name == plan.layout.pool }) else {
      let pools = inputs.cluster.pools.map(\.name).joined(separator: ", ")
      return (
        apart + [Finding(id: .unknownPool, key: "layout.pool", claimed: plan.layout.pool, actual: pools)], nil
      )
    }
    let pool = inputs.cluster.pools[poolIndex]
    let layout = LayoutCheck(layout: plan.layout, model: inputs.model, pool: pool)
    let placement = PlacementCheck(plan: plan, pool: pool)
    guard layout.structure.isEmpty else { return (apart + layout.findings + placement.findings, nil) }
    let experts = ExpertCheck(plan: plan, inputs: inputs)
    let hops = placement.listsEveryRank ? HopCheck(plan, pool: pool).findings : []
    let structure = apart + layout.findings + placement.findings + experts.findings + hops
    // Where experts are not known to be, a load says nothing about times.
    guard experts.structure.isEmpty || inputs.expertLoad == nil && plan.inputs.expertLoad == nil else {
      return (structure, nil)
    }
    return (structure, try KindRecomputation(plan, inputs: inputs, poolIndex: poolIndex).recomputed)
  }
}

/// Checks that no GPU works for two kinds of workers.
struct GPUsInUse {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  var findings: [Finding] {
    var users: [String: [Int: Int]] = [:]
    for (kind, workers) in plan.workers.enumerated() {
      for (index, placed) in workers.placement.gpus.enumerated() {
        let before = users[workers.layout.pool, default: [:]].updateValue(kind, forKey: placed.gpu)
        guard let before, before != kind else { continue }
        return [
          Finding(
            id: .gpuTwice, key: "workers[\(kind)].placement.gpus[\(index)]", claimed: "GPU \(placed.gpu)",
            actual: "in use by workers[\(before)] already")
        ]
      }
    }
    return []
  }
}
