import Clusters
import Plans

/// The network level of every hop, all-to-all and return, from where the GPUs really are.
struct HopCheck {
  private let plan: Plan
  private let levels: PlacedLevels

  /// - Parameters:
  ///   - plan: The plan, whose placement lists every rank.
  ///   - pool: The pool of the plan.
  init(_ plan: Plan, pool: Pool) {
    self.plan = plan
    levels = PlacedLevels(plan, pool: pool)
  }

  var findings: [Finding] { hops + spans }

  private var hops: [Finding] {
    let stages = plan.layout.stages
    let actual = levels.hops.map { Optional(levels.names[$0]) }
    let first = stages.first.map { comparison("layout.stages[0].hop", $0.hop, nil) } ?? []
    guard stages.count > 1 else { return first + comparison("layout.tokenReturn", plan.layout.tokenReturn, nil) }
    return first
      + (1..<stages.count).flatMap { comparison("layout.stages[\($0)].hop", stages[$0].hop, actual[$0 - 1]) }
      + comparison("layout.tokenReturn", plan.layout.tokenReturn, actual[stages.count - 1])
  }

  private func comparison(_ key: String, _ claimed: String?, _ actual: String?) -> [Finding] {
    guard claimed != actual else { return [] }
    return [Finding(id: .tierWrong, key: key, claimed: claimed ?? "none", actual: actual ?? "none")]
  }

  /// Checks that the GPUs of a stage share a group of the level on which it is costed: the lowest whose groups hold its
  /// domains.
  private var spans: [Finding] {
    (0..<plan.layout.replicas).flatMap { replica in
      levels.stageRanges(replica).enumerated().compactMap { span($0, $1, replica) }
    }
  }

  private func span(_ stage: Int, _ range: Range<Int>, _ replica: Int) -> Finding? {
    let domains = plan.layout.stages[stage].domains
    let gpus = plan.placement.gpus[range].map(\.gpu)
    guard domains > 1, let lowest = gpus.min(), let highest = gpus.max() else { return nil }
    let (priced, actual) = (levels.level(holding: domains), levels.level(lowest, highest))
    guard actual > priced else { return nil }
    return Finding(
      id: .tierWrong, key: "layout.stages[\(stage)]", claimed: "all-to-all over \(levels.names[priced])",
      actual: "replica \(replica) crosses \(levels.names[actual])")
  }
}

/// Checks that the figures of the stage program are of this layout and consistent.
struct ProgramCheck {
  let plan: Plan
  let actual: Plan

  /// The tolerance of the round. The search averages the imbalance of an expert load over all layers, so its round
  /// differs slightly.
  private var tolerance: Double { plan.inputs.expertLoad == nil ? 1e-9 : 0.02 }

  var findings: [Finding] {
    guard let program = plan.certificate.stageProgram else { return [] }
    func finding(_ key: String, _ claimed: String, _ actual: String) -> Finding {
      Finding(id: .programWrong, key: "certificate.stageProgram.\(key)", claimed: claimed, actual: actual)
    }
    var findings: [Finding] = []
    let round = actual.prediction.round
    if !(abs(program.round - round) <= tolerance * round) {
      findings.append(finding("round_s", "\(program.round)", "\(round)"))
    }
    if !(program.bound <= program.round * (1 + 1e-9)) || program.bound < 0 {
      findings.append(finding("bound_s", "\(program.bound)", "the plan's own round, \(program.round)"))
    }
    let counts = [program.columns, program.rows, program.keptColumns, program.nodes, program.iterations]
    if counts.contains(where: { $0 < 0 }) || program.keptColumns > program.columns {
      findings.append(finding("columns", "\(counts)", "counts, and no more columns kept than there are"))
    }
    return findings
  }
}
