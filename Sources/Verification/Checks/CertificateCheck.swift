import Plans

/// That the objective is what the layout reaches, and that gap and status follow from objective and bound.
struct CertificateCheck {
  private let plan: Plan
  private let actual: Plan

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - actual: With the figures recomputed.
  init(_ plan: Plan, actual: Plan) {
    self.plan = plan
    self.actual = actual
  }

  static func differ(_ claimed: Double, _ actual: Double) -> Bool { !(abs(claimed - actual) <= 1e-9 * abs(actual)) }

  var findings: [Finding] { objective + gap + bound + effort }

  private var objective: [Finding] {
    let (claimed, actual) = (plan.certificate, actual.certificate)
    var findings: [Finding] = []
    if Self.differ(claimed.objective, actual.objective) {
      findings.append(
        Finding(
          id: "objective-wrong", key: "certificate.objective", claimed: "\(claimed.objective)",
          actual: "\(actual.objective)"))
    }
    if claimed.objectiveUnit != actual.objectiveUnit {
      findings.append(
        Finding(
          id: "objective-wrong", key: "certificate.objectiveUnit", claimed: claimed.objectiveUnit,
          actual: actual.objectiveUnit))
    }
    return findings
  }

  /// By the plan's own objective and bound, which are judged apart.
  private var gap: [Finding] {
    let certificate = plan.certificate
    let honest = Certificate(
      objective: certificate.objective, objectiveUnit: certificate.objectiveUnit, bound: certificate.bound,
      tolerance: plan.inputs.goal.tolerance, space: certificate.space, search: certificate.search,
      stageProgram: certificate.stageProgram)
    guard !(abs(honest.gap - certificate.gap) <= 1e-12) || honest.status != certificate.status else { return [] }
    return [
      Finding(
        id: "gap-wrong", key: "certificate.gap", claimed: "\(certificate.gap), \(certificate.status.rawValue)",
        actual: "\(honest.gap), \(honest.status.rawValue)")
    ]
  }

  private var bound: [Finding] {
    let (bound, reached) = (plan.certificate.bound, actual.certificate.objective)
    guard bound > reached * (1 + 1e-9) && actual.isAllowed || bound < 0 || bound.isNaN else { return [] }
    return [
      Finding(
        id: "bound-wrong", key: "certificate.bound", claimed: "\(bound)",
        actual: bound > 0 ? "the plan itself reaches \(reached)" : "no layout has less than 0")
    ]
  }

  private var effort: [Finding] {
    let search = plan.certificate.search
    let counts = [search.intervals, search.batches, search.bounds, search.layouts]
    guard counts.contains(where: { $0 < 0 }) else { return [] }
    return [Finding(id: "effort-wrong", key: "certificate.search", claimed: "\(counts)", actual: "counts")]
  }
}
