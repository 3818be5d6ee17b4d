import Clusters
import Plans

/// Checks that the objective is that of the layout, and that gap and status follow from objective and bound.
struct CertificateCheck {
  let plan: Plan
  let actual: Plan

  static func differ(_ claimed: Double, _ actual: Double) -> Bool { !(abs(claimed - actual) <= 1e-9 * abs(actual)) }

  var findings: [Finding] { objective + gap + bound + effort }

  private var objective: [Finding] {
    let (claimed, actual) = (plan.certificate, actual.certificate)
    var findings: [Finding] = []
    if Self.differ(claimed.objective, actual.objective) {
      findings.append(
        Finding(
          id: .objectiveWrong, key: "certificate.objective", claimed: "\(claimed.objective)",
          actual: "\(actual.objective)"))
    }
    if claimed.objectiveUnit != actual.objectiveUnit {
      findings.append(
        Finding(
          id: .objectiveWrong, key: "certificate.objectiveUnit", claimed: "\(claimed.objectiveUnit)",
          actual: "\(actual.objectiveUnit)"))
    }
    return findings
  }

  /// Checks the gap against the plan's own objective and bound, which have their own checks.
  private var gap: [Finding] {
    let certificate = plan.certificate
    let honest = Certificate(
      objective: certificate.objective, objectiveUnit: certificate.objectiveUnit, bound: certificate.bound,
      tolerance: plan.inputs.goal.tolerance, space: certificate.space, search: certificate.search,
      stageProgram: certificate.stageProgram)
    guard !(abs(honest.gap - certificate.gap) <= 1e-12) || honest.status != certificate.status else { return [] }
    return [
      Finding(
        id: .gapWrong, key: "certificate.gap", claimed: "\(certificate.gap), \(certificate.status.rawValue)",
        actual: "\(honest.gap), \(honest.status.rawValue)")
    ]
  }

  private var bound: [Finding] {
    let (bound, reached) = (plan.certificate.bound, actual.certificate.objective)
    guard bound > reached * (1 + 1e-9) && actual.isAllowed || bound < 0 || bound.isNaN else { return [] }
    return [
      Finding(
        id: .boundWrong, key: "certificate.bound", claimed: "\(bound)",
        actual: bound > 0 ? "the plan itself reaches \(reached)" : "no layout has less than 0")
    ]
  }

  private var effort: [Finding] {
    let search = plan.certificate.search
    let counts = [search.intervals, search.batches, search.bounds, search.layouts]
    guard counts.contains(where: { $0 < 0 }) else { return [] }
    return [Finding(id: .effortWrong, key: "certificate.search", claimed: "\(counts)", actual: "counts")]
  }
}

/// Checks every time, byte count and bottleneck of the prediction against the recomputed one, and that the layout fits
/// and meets the target.
struct PredictionCheck {
  let plan: Plan
  let actual: Plan

  var findings: [Finding] { figures + bottlenecks + derivations + capacity + target }

  private var figures: [Finding] {
    let comparison = FieldComparison { $0.contains("emory") || $0.contains("roofline") ? .memoryWrong : .timeWrong }
    return comparison.findings("prediction", claimed: plan.prediction, actual: actual.prediction)
  }

  private var bottlenecks: [Finding] {
    FieldComparison { _ in .bottleneckWrong }
      .findings("bottlenecks", claimed: plan.bottlenecks, actual: actual.bottlenecks)
  }

  /// Checks the derivations. Nodes depend on each other, so a fault in one causes others.
  private var derivations: [Finding] {
    let comparison = FieldComparison { _ in .derivationWrong }
    let roots = comparison.findings(
      "derivations.roots", claimed: plan.derivations.roots, actual: actual.derivations.roots)
    return Array(
      (roots
        + comparison.findings("derivations.nodes", claimed: plan.derivations.nodes, actual: actual.derivations.nodes))
        .prefix(1))
  }

  private var capacity: [Finding] {
    actual.prediction.stages.enumerated().filter { $0.element.memory.free < 0 }.map { index, stage in
      Finding(
        id: .memoryFull, key: "prediction.stages[\(index)].memory", claimed: "a layout that fits",
        actual: "\(-stage.memory.free) B too much")
    }
  }

  private var target: [Finding] {
    let reached = actual.prediction.timePerOutputToken
    guard let target = plan.inputs.goal.timePerOutputToken, reached > target * (1 + 1e-9) else { return [] }
    return [
      Finding(
        id: .targetMissed, key: "inputs.goal.timePerOutputToken_s", claimed: "\(target)", actual: "\(reached)")
    ]
  }
}
