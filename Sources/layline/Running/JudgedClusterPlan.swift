import Optimization
import Planning
import Plans
import Verification

/// A plan of a cluster that was judged: by recomputing it without the solver, and by solving its composition again.
struct JudgedClusterPlan {
  let judgement: PlanJudgement
  /// The plan with its figures computed again; `nil` where more than figures does not hold.
  let amended: ClusterPlan?

  /// - Throws: `Diagnostic` where an input is gone or cannot be read.
  init(
    _ plan: ClusterPlan, file: String, checksBound: Bool, optimizer: any Optimizer,
    progress: @escaping @Sendable (Double) -> Void
  ) throws {
    let inputs = try ClusterPlanInputReader.read(plan.inputs)
    let verdict = try ClusterPlanVerifier(plan, inputs: inputs).verdict()
    let itself =
      try verdict.recomputed.map { try ClusterPlanVerifier($0, inputs: inputs).verdict().findings }
      ?? verdict.findings
    let keys = Set(itself.map { "\($0.id) \($0.key)" })
    var bound = BoundJudgement(.notChecked, claimed: plan.composition.bound)
    if checksBound, !verdict.findings.contains(where: { ["goal-wrong", "input-changed"].contains($0.id) }) {
      let request = try ClusterRequest(
        plan.inputs, cluster: inputs.cluster, table: inputs.workers, calibration: inputs.calibration,
        models: inputs.models
      ) { progress($0 * 0.7) }
      bound = ClusterBoundCheck(request, optimizer: optimizer).judge(plan)
    }
    judgement = PlanJudgement(
      plan: file, document: ClusterPlan.formatVersion, findings: itself,
      figures: verdict.findings.filter { !keys.contains("\($0.id) \($0.key)") }, bound: bound,
      actualComposition: verdict.findings.isEmpty ? nil : verdict.recomputed?.composition,
      notJudged: Self.notJudged(plan))
    amended = itself.isEmpty ? verdict.recomputed : nil
  }

  private static func notJudged(_ plan: ClusterPlan) -> [String] {
    [
      "the demands and targets themselves (whether they are what you want)",
      "names of layouts in a table", plan.whatIf == nil ? nil : "answers to what-if questions",
    ].compactMap(\.self)
  }
}
