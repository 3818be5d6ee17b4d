import Clusters
import Costing
import Optimization
import Plans

/// Asks the search whether any layout is better than the bound of a plan: far less work than to find the best.
public struct BoundCheck: Sendable {
  private let request: PlanRequest
  private let optimizer: any Optimizer
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - request: The request that the plan answers.
  ///   - optimizer: Proves the stage program.
  ///   - progress: Called with the share of the search that is done, from any thread.
  public init(
    _ request: PlanRequest, optimizer: any Optimizer, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.request = request
    self.optimizer = optimizer
    self.progress = progress
  }

  /// Rounding makes no difference.
  private static let rounding = 1e-9

  /// The answer of a search, and the evidence that it gives for a plan.
  public struct Answer: Sendable {
    /// The judgement of the bound, and the other differences from the certificate.
    public let bound: BoundJudgement
    /// The search space in words.
    public let space: String
    /// The stage program of the plan's layout; `nil` where the layout is not one of the space.
    public let program: ProgramCertificate?
  }

  /// - Parameters:
  ///   - plan: The plan as read from its file.
  ///   - recomputed: The plan with its figures recomputed; it has a stage program where the plan's own may be right.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func judge(_ plan: Plan, recomputed: Plan?) throws -> Answer {
    let claimed = plan.certificate.bound
    guard ![.throughput, .gpus].contains(request.goal.objective) else { return try judgeAgain(plan, recomputed) }
    let searches = try request.cluster.usablePools.map { try PoolSearch(request, poolIndex: $0) }
    // Pools that are alike have the same answer.
    var known: [Pool: (better: BetterLayout?, bound: Double)] = [:]
    let answers = try searches.enumerated().map { index, search in
      let kind = search.costs.pool.unnamed
      if let answer = known[kind] { return answer }
      let answer = try answer(search, below: cutoff(claimed)) { [progress] in
        progress((Double(index) + $0) / Double(searches.count))
      }
      known[kind] = answer
      return answer
    }
    let better = answers.compactMap(\.better).min { $0.objective < $1.objective }
    let proved = answers.reduce(claimed) { min($0, $1.bound) }
    let isConfirmed = better == nil && proved >= cutoff(claimed)
    return answer(plan, recomputed, searches, better: better, proved: isConfirmed ? claimed : proved)
  }

  /// Replicas of any kinds are composed once more, and proved as a plan is.
  private func judgeAgain(_ plan: Plan, _ recomputed: Plan?) throws -> Answer {
    let claimed = plan.certificate.bound
    let searches = try request.cluster.classesOfPools.map { try PoolSearch(request, poolIndex: $0[0]) }
    let outcome = try? ReplicaSearch(request, optimizer: optimizer, progress: progress).run()
    guard let outcome else { return answer(plan, recomputed, searches, better: nil, proved: 0) }
    let assembly = try PlanAssembly(request, outcome.composition, optimizer: optimizer)
    let better =
      assembly.objective < cutoff(claimed)
      ? BetterLayout(objective: assembly.objective, prediction: assembly.prediction, layout: assembly.layout) : nil
    let isConfirmed = better == nil && outcome.bound >= cutoff(claimed)
    return answer(plan, recomputed, searches, better: better, proved: isConfirmed ? claimed : outcome.bound)
  }

  private func answer(
    _ plan: Plan, _ recomputed: Plan?, _ searches: [PoolSearch], better: BetterLayout?, proved: Double
  ) -> Answer {
    let claimed = plan.certificate.bound
    let certificate = CertificateRecomputation(request: request, optimizer: optimizer, searches: searches)
    let program = recomputed.flatMap(certificate.program)
    let status: BoundJudgement.Status = better != nil ? .refuted : proved == claimed ? .confirmed : .notConfirmed
    return Answer(
      bound: BoundJudgement(
        status, claimed: claimed, proved: proved, better: better,
        findings: certificate.spaceFindings(plan) + certificate.programFindings(recomputed, program)),
      space: certificate.space(of: plan), program: program)
  }

  /// GPUs are whole, so what is better has one less.
  private func cutoff(_ claimed: Double) -> Double {
    request.goal.objective == .gpus ? claimed.rounded(.up) - 0.5 : claimed * (1 - Self.rounding)
  }

  // MARK: - The search

  private func answer(
    _ search: PoolSearch, below cutoff: Double, progress: @escaping @Sendable (Double) -> Void
  ) throws -> (better: BetterLayout?, bound: Double) {
    guard cutoff > 0, !search.space.layouts.isEmpty else { return (nil, max(0, cutoff)) }
    // To find the best is less work than to go down from a bound that is far from it.
    if let quick = search.quickBest(), quick.score < cutoff,
      let found = try search.runBoundingPlacements(progress: progress)
    {
      return (try exhibit(found.best, of: search, below: cutoff), min(cutoff, found.bound))
    }
    let found = search.run(below: cutoff, progress: progress)
    // However the experts are placed: better than a search places them, too.
    let bound =
      request.expertLoad == nil ? found.bound : min(found.bound, search.run(below: cutoff, withBestExperts: true).bound)
    return (try found.best.flatMap { try exhibit($0, of: search, below: cutoff) }, bound)
  }

  /// A layout as it is placed; `nil` where it is no better than the bound then.
  private func exhibit(_ best: Candidate, of search: PoolSearch, below cutoff: Double) throws -> BetterLayout? {
    let kind = ReplicaKind(poolIndex: search.poolIndex, candidate: best)
    let assembly = try PlanAssembly(
      request, ReplicaComposition(filling: search.costs.pool, kind, request.goal.gpuLimit), optimizer: optimizer)
    guard assembly.objective < cutoff else { return nil }
    return BetterLayout(objective: assembly.objective, prediction: assembly.prediction, layout: assembly.layout)
  }
}

/// Recomputes what a certificate says beside its bound: the space in words, and the stage program of a layout.
private struct CertificateRecomputation {
  let request: PlanRequest
  let optimizer: any Optimizer
  let searches: [PoolSearch]

  private static let separator = "; or "

  /// The space of the pools that the plan lists, if its own is among them; else of all. A pool in which nothing fits is
  /// not listed.
  func space(of plan: Plan) -> String {
    // Of pools that are alike the first speaks for all.
    guard ![.throughput, .gpus].contains(request.goal.objective) else {
      return searches.map(\.spaceSentence).joined(separator: Self.separator)
    }
    let listed = searches.filter { plan.certificate.space.contains($0.spaceSentence) }
    let isOwn = listed.contains { $0.costs.pool.name == plan.layout.pool }
    return (isOwn ? listed : searches).map(\.spaceSentence).joined(separator: Self.separator)
  }

  func spaceFindings(_ plan: Plan) -> [Finding] {
    let actual = space(of: plan)
    guard plan.certificate.space != actual else { return [] }
    return [Finding(id: .spaceWrong, key: "certificate.space", claimed: plan.certificate.space, actual: actual)]
  }

  /// - Parameter plan: The plan with its figures recomputed.
  func program(_ plan: Plan) -> ProgramCertificate? {
    guard let search = searches.first(where: { $0.costs.pool.name == plan.layout.pool }) else { return nil }
    let layout = plan.layout
    let known = search.space.layouts + search.spacesWithFewerCopies.flatMap(\.layouts)
    let stages = layout.stages.compactMap(\.assignment)
    guard stages.count == layout.stages.count, stages.allSatisfy({ known.contains($0.layout) }),
      search.space.microBatches.contains(layout.microBatches), layout.gpusPerReplica <= search.space.gpuLimit
    else { return nil }
    let round = plan.certificate.stageProgram?.round ?? self.round(plan, stages, search)
    let program = search.stageProgram(
      of: stages, microBatch: layout.microBatch, microBatches: layout.microBatches, gpus: layout.gpusPerReplica,
      round: round)
    return program.map {
      StageProgramCertifier(optimizer: optimizer).certify($0, round: round, tolerance: request.goal.tolerance)
    }
  }

  /// The time of a round with the experts placed as a search places them.
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
    Finding(id: .programWrong, key: "certificate.stageProgram.\(key)", claimed: claimed, actual: actual)
  }
}

/// Solves the composition of a cluster's plan again, and holds the plan's bound against what comes of it.
public struct ClusterBoundCheck: Sendable {
  private let request: ClusterRequest
  private let optimizer: any Optimizer

  /// - Parameters:
  ///   - request: The request that the plan answers, with its workers rated again.
  ///   - optimizer: Solves the composition program.
  public init(_ request: ClusterRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
  }

  /// The tolerance to which compositions are solved.
  private static let rounding = 1e-6

  /// The judgement of a plan's bound.
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
    let (says, proves) = (claimed.relaxationBound, actual.relaxationBound)
    if (says == nil) != (proves == nil) || ((says ?? 0) - (proves ?? 0)).magnitude > 1e-9 * (proves ?? 0).magnitude {
      findings.append(
        finding("relaxationBound", says.map { "\($0)" } ?? "none", proves.map { "\($0)" } ?? "none"))
    }
    return findings
  }

  private func finding(_ key: String, _ claimed: String, _ actual: String) -> Finding {
    Finding(id: .programWrong, key: "composition.program.\(key)", claimed: claimed, actual: actual)
  }
}
