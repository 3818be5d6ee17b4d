import Differences
import Clusters
import Formats
import Models
import Optimization
import Planning
import Plans
import Policy
import Verification

/// A plan that was judged: by recomputing it without search and solver, and by asking the search about its bound.
struct JudgedPlan {
  let judgement: PlanJudgement
  /// The plan with its figures computed again; `nil` where more than figures does not hold.
  private(set) var amended: Plan?

  /// - Throws: `Diagnostic` where an input is gone or cannot be read.
  init(
    _ plan: Plan, file: String, checksBound: Bool, optimizer: any Optimizer,
    progress: @escaping @Sendable (Double) -> Void
  ) throws {
    let inputs = try InputDocument.namedByPlan(file) { try PlanInputReader.read(plan.inputs) }
    let verdict = try PlanVerifier(plan, inputs: inputs).verdict()
    var amended = verdict.recomputed
    let itself = try amended.map { try PlanVerifier($0, inputs: inputs).findings() } ?? verdict.findings
    let keys = Set(itself.map { "\($0.id) \($0.key)" })
    let figures = verdict.findings.filter { !keys.contains("\($0.id) \($0.key)") }
    var bound = BoundJudgement(.notChecked, claimed: plan.certificate.bound)
    // A goal that cannot be is found without a search, and other inputs bound nothing.
    if checksBound,
      !verdict.findings.contains(where: { [.goalWrong, .inputChanged, .unknownPool].contains($0.id) })
    {
      let request = try PlanRequest(
        plan.inputs, model: inputs.model, cluster: inputs.cluster, calibration: inputs.calibration,
        expertLoad: inputs.expertLoad)
      let found = try BoundCheck(request, optimizer: optimizer, progress: progress).judge(plan, recomputed: amended)
      bound = found.bound
      amended?.rest(on: found)
    }
    judgement = PlanJudgement(
      plan: file, document: Plan.formatVersion, findings: itself, figures: figures, bound: bound,
      actual: amended.map { PlanFigures($0) }, notJudged: Self.notJudged(plan))
    self.amended = itself.isEmpty ? amended : nil
  }

  /// What cannot be judged without solving again, or is words.
  private static func notJudged(_ plan: Plan) -> [String] {
    [
      "the goal itself (whether it is what you want)", "how much work the search was",
      plan.changes.isEmpty ? nil : "changes that would help",
      plan.redundancy == nil ? nil : "what other numbers of copies reach",
      plan.whatIf == nil ? nil : "answers to what-if questions",
      plan.marginals == nil ? nil : "marginal values solved again",
    ].compactMap(\.self)
  }
}

extension Plan {
  /// Takes over what a search proved: a bound that holds and the stage program of the layout as it is.
  fileprivate mutating func rest(on found: BoundCheck.Answer) {
    let old = certificate
    let bound = found.bound.status == .confirmed ? found.bound.claimed : found.bound.proved ?? 0
    certificate = Certificate(
      objective: old.objective, objectiveUnit: old.objectiveUnit, bound: bound, tolerance: inputs.goal.tolerance,
      space: found.space, search: old.search, stageProgram: found.program)
  }
}

/// Reads a plan with the model and the cluster that it names. An input that is gone or was changed is no fault: the plans
/// are compared without it.
enum ComparedPlanReader {
  /// - Throws: `Diagnostic` where the file is no plan.
  static func plan(_ path: String) throws -> ComparedPlan<Plan> {
    let plan = try Plan.believed(contentsOf: path)
    let inputs = plan.inputs
    let model = CheckedInput(inputs.model.reference, sha256: inputs.model.sha256) {
      let model = try InputDocument.namedByPlan(path) { try inputs.readModel() }
      return (model, Digest.of(model))
    }
    return ComparedPlan(
      reference: try reference(path), document: plan,
      readings: PlanReadings(cluster: cluster(inputs.cluster, of: path), models: [model]))
  }

  /// - Throws: `Diagnostic` where the file is no plan.
  static func clusterPlan(_ path: String) throws -> ComparedPlan<ClusterPlan> {
    let plan = try ClusterPlan.believed(contentsOf: path)
    let models = plan.inputs.models.map { served in
      served.model.map { reference in
        CheckedInput(reference.reference, sha256: reference.sha256) {
          let model = try InputDocument.namedByPlan(path) { try served.readModel(reference) }
          return (model, Digest.of(model))
        }
      }
    }
    return ComparedPlan(
      reference: try reference(path), document: plan,
      readings: PlanReadings(cluster: cluster(plan.inputs.cluster, of: path), models: models))
  }

  private static func cluster(_ reference: PlanInputs.Reference, of plan: String) -> CheckedInput<Cluster> {
    CheckedInput(reference.reference, sha256: reference.sha256) {
      try InputDocument.namedByPlan(plan) {
        let found = try ClusterReference(reference.reference)
        return (try found.read(), Digest.of(try found.contents()))
      }
    }
  }

  private static func reference(_ path: String) throws -> PlanInputs.Reference {
    .init(reference: path, sha256: Digest.of(try InputDocument.bytes(ofFile: path)))
  }
}
