import Costing
import Optimization
import Plans
import Topology

/// What a certificate says beside its bound, worked out again: the space in words, and the stage program of a layout.
struct CertificateAgain {
  private let request: PlanRequest
  private let optimizer: any Optimizer
  private let searches: [PoolSearch]

  init(_ request: PlanRequest, optimizer: any Optimizer, searches: [PoolSearch]) {
    self.request = request
    self.optimizer = optimizer
    self.searches = searches
  }

  private static let separator = "; or "

  /// Of the pools that the plan lists, if its own is one of them; else of all. Pools in which nothing fits are not listed.
  func space(of plan: Plan) -> String {
    let listed = searches.filter { plan.certificate.space.contains($0.spaceSentence) }
    let isOwn = listed.contains { $0.costs.pool.name == plan.layout.pool }
    return (isOwn ? listed : searches).map(\.spaceSentence).joined(separator: Self.separator)
  }

  func spaceFindings(_ plan: Plan) -> [Finding] {
    let actual = space(of: plan)
    guard plan.certificate.space != actual else { return [] }
    return [Finding(id: "space-wrong", key: "certificate.space", claimed: plan.certificate.space, actual: actual)]
  }

  /// - Parameter plan: With its figures recomputed.
  func program(_ plan: Plan) -> ProgramCertificate? {
    guard let search = searches.first(where: { $0.costs.pool.name == plan.layout.pool }) else { return nil }
    let layout = plan.layout
    let known = search.space.layouts + search.sparing.flatMap(\.layouts)
    let stages = layout.stages.compactMap(\.assignment)
    guard stages.count == layout.stages.count, stages.allSatisfy({ known.contains($0.layout) }),
      search.space.microBatches.contains(layout.microBatches), layout.gpusPerReplica <= search.space.gpuLimit
    else { return nil }
    let round = plan.certificate.stageProgram?.round ?? self.round(plan, stages, search)
    let program = search.stageProgram(
      of: stages, microBatch: layout.microBatch, microBatches: layout.microBatches, gpus: layout.gpusPerReplica,
      round: round)
    return StageProgramCertifier(optimizer: optimizer)
      .certify(program, round: round, tolerance: request.goal.tolerance)
  }

  /// With the experts as a search places them.
  private func round(_ plan: Plan, _ stages: [StageAssignment], _ search: PoolSearch) -> Double {
    guard request.expertLoad != nil else { return plan.prediction.round }
    let names = plan.layout.stages.dropFirst().map(\.hop) + (stages.count > 1 ? [plan.layout.tokenReturn] : [])
    let levels = names.map { name in search.costs.levelNames.firstIndex { $0 == name } ?? 0 }
    return search.costs.round(
      of: ReplicaLayout(
        stages: stages, hopLevels: levels, microBatch: plan.layout.microBatch, microBatches: plan.layout.microBatches)
    ).time.value
  }

  /// The same solver gives the same program the same answer.
  func programFindings(_ recomputed: Plan?, _ actual: ProgramCertificate?) -> [Finding] {
    guard let claimed = recomputed?.certificate.stageProgram, let actual, claimed.solver == actual.solver else {
      return []
    }
    let counts: [(String, Int, Int)] = [
      ("columns", claimed.columns, actual.columns), ("rows", claimed.rows, actual.rows),
      ("keptColumns", claimed.keptColumns, actual.keptColumns), ("nodes", claimed.nodes, actual.nodes),
      ("iterations", claimed.iterations, actual.iterations),
    ]
    var findings = counts.filter { $0.1 != $0.2 }.map { finding($0.0, "\($0.1)", "\($0.2)") }
    if abs(claimed.bound - actual.bound) > 1e-9 * actual.bound {
      findings.append(finding("bound_s", "\(claimed.bound)", "\(actual.bound)"))
    }
    if claimed.status != actual.status { findings.append(finding("status", claimed.status, actual.status)) }
    return findings
  }

  private func finding(_ key: String, _ claimed: String, _ actual: String) -> Finding {
    Finding(id: "program-wrong", key: "certificate.stageProgram.\(key)", claimed: claimed, actual: actual)
  }
}
