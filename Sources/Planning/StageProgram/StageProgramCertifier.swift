import Optimization
import Plans

/// Has a solver prove that no path of a stage program is better than the one found, by more than a tolerance.
///
/// The relaxation's duals give a bound and rule out most arcs against the incumbent; the rest is solved to the end.
struct StageProgramCertifier: Sendable {
  let optimizer: any Optimizer
  /// What may be spent on what reduced costs leave open; the bound that stands then is still one.
  static let limits = SolverLimits(nodes: 300, iterations: 50_000)

  /// - Parameters:
  ///   - program: Made for rounds up to the incumbent's.
  ///   - round: The incumbent's, seconds.
  ///   - tolerance: Share by which a better path may be missed.
  func certify(_ program: StageProgram, round: Double, tolerance: Double) -> ProgramCertificate {
    let relaxation = optimizer.solve(program.program.relaxed)
    let incumbent = round / program.unit
    let cutoff = ReducedCostFixing.cutoff(incumbent: incumbent, tolerance: tolerance)
    guard let duals = relaxation.solution?.duals?.constraints else {
      return certificate(program, round, kept: program.program.variableCount, bound: 0, relaxation, relaxation.status)
    }
    let fixing = ReducedCostFixing(program.program, duals: duals, cutoff: cutoff)
    if fixing.provesCutoff {
      return certificate(program, round, kept: 0, bound: fixing.bound, relaxation, .optimal)
    }
    return search(program, fixing, round: round)
  }

  /// Solves what reduced costs leave open, for rounds below the cutoff: infeasible means that nothing beats it.
  private func search(
    _ program: StageProgram, _ fixing: ReducedCostFixing, round: Double
  ) -> ProgramCertificate {
    let reduction = ColumnReduction(program.program, dropping: fixing.zeros)
    var rest = reduction.program
    if let variable = rest.variables.first { rest.setBounds(lower: 0, upper: fixing.cutoff, of: variable) }
    let options = SolverOptions(limits: Self.limits, wantsDuals: false)
    let result = optimizer.solve(rest, options: options)
    let bound: Double
    switch result.status {
    case .infeasible: bound = fixing.cutoff
    case .optimal, .withinGap: bound = result.objective ?? fixing.bound
    default: bound = max(fixing.bound, min(result.bound ?? 0, fixing.cutoff))
    }
    return certificate(program, round, kept: rest.variableCount, bound: bound, result, result.status)
  }

  private func certificate(
    _ program: StageProgram, _ round: Double, kept: Int, bound: Double, _ result: OptimizationResult,
    _ status: TerminationStatus
  ) -> ProgramCertificate {
    ProgramCertificate(
      solver: optimizer.name, columns: program.program.variableCount, rows: program.program.constraintCount,
      keptColumns: kept, nodes: result.nodes, iterations: result.iterations, round: round,
      bound: min(round, bound * program.unit), status: sentence(status))
  }

  private func sentence(_ status: TerminationStatus) -> String {
    status == .infeasible ? "No path has a round below the bound." : "\(status)"
  }
}
