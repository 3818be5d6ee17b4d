import Plans

/// That what a solver says of the stage program is about this layout, and consistent in itself.
struct ProgramCheck {
  private let plan: Plan
  private let actual: Plan

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - actual: With the prediction recomputed.
  init(_ plan: Plan, actual: Plan) {
    self.plan = plan
    self.actual = actual
  }

  /// The search averages what an expert load leaves uneven over all layers, so that its round is near the plan's.
  private var tolerance: Double { plan.inputs.expertLoad == nil ? 1e-9 : 0.02 }

  var findings: [Finding] {
    guard let program = plan.certificate.stageProgram else { return [] }
    func finding(_ key: String, _ claimed: String, _ actual: String) -> Finding {
      Finding(id: "program-wrong", key: "certificate.stageProgram.\(key)", claimed: claimed, actual: actual)
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
