import Optimization
import Plans

/// Solves the composition of a cluster's plan again, and holds the plan's bound against what comes of it.
public struct ClusterBoundCheck: Sendable {
  private let request: ClusterRequest
  private let optimizer: any Optimizer

  /// - Parameters:
  ///   - request: What the plan was made for, its workers rated again.
  ///   - optimizer: Solves the composition program.
  public init(_ request: ClusterRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
  }

  /// As near as compositions are solved.
  private static let rounding = 1e-6

  /// What is known about a plan's bound.
  public func judge(_ plan: ClusterPlan) -> BoundJudgement {
    let claimed = plan.composition.bound
    guard case .plan(let again)? = try? ClusterPlanner(request, optimizer: optimizer).plan() else {
      return BoundJudgement(.notConfirmed, claimed: claimed)
    }
    let composition = again.composition
    let findings = programFindings(
      plan.composition.program, composition.program, isInterrupted: plan.composition.isInterrupted == true)
    if isBetter(composition.value, than: claimed) {
      return BoundJudgement(
        .refuted, claimed: claimed, proved: composition.bound, betterComposition: composition, findings: findings)
    }
    let isConfirmed = !isBetter(composition.bound, than: claimed)
    return BoundJudgement(
      isConfirmed ? .confirmed : .notConfirmed, claimed: claimed, proved: composition.bound, findings: findings)
  }

  private func isBetter(_ value: Double, than bound: Double) -> Bool {
    request.objective == .served ? value > bound * (1 + Self.rounding) : value < bound * (1 - Self.rounding)
  }

  private func programFindings(
    _ claimed: CompositionProgramCertificate, _ actual: CompositionProgramCertificate, isInterrupted: Bool
  ) -> [Finding] {
    // What was stopped is not done again.
    guard claimed.solver == actual.solver, !isInterrupted else { return [] }
    let counts: [(String, Int, Int)] = [
      ("workerTypes", claimed.workerTypes, actual.workerTypes), ("columns", claimed.columns, actual.columns),
      ("rows", claimed.rows, actual.rows), ("nodes", claimed.nodes, actual.nodes),
      ("iterations", claimed.iterations, actual.iterations),
    ]
    var findings = counts.filter { $0.1 != $0.2 }.map { finding($0.0, "\($0.1)", "\($0.2)") }
    if claimed.status != actual.status { findings.append(finding("status", claimed.status, actual.status)) }
    return findings
  }

  private func finding(_ key: String, _ claimed: String, _ actual: String) -> Finding {
    Finding(id: "program-wrong", key: "composition.program.\(key)", claimed: claimed, actual: actual)
  }
}
