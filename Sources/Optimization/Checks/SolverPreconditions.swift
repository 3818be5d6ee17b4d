extension SolverOptions {
  /// What every solver checks before it starts; nil if the program may be solved.
  ///
  /// - Parameter program: The program that these options are for.
  public func fault(for program: LinearProgram) -> SolverFault? {
    let programFaults = program.validate()
    guard programFaults.isEmpty else { return .program(programFaults) }
    return limits.fault ?? incumbentFault(for: program)
  }

  private func incumbentFault(for program: LinearProgram) -> SolverFault? {
    guard let incumbent else { return nil }
    guard incumbent.count == program.variableCount else {
      return .incumbentSize(expected: program.variableCount, found: incumbent.count)
    }
    let report = Solution(values: incumbent, of: program).feasibility
    return report.isFeasible(tolerance: feasibilityTolerance) ? nil : .incumbentInfeasible(report)
  }
}

extension SolverLimits {
  fileprivate var fault: SolverFault? {
    if let nodes, nodes < 0 { return .limits("The node limit \(nodes) is below 0.") }
    if let iterations, iterations < 0 { return .limits("The iteration limit \(iterations) is below 0.") }
    if !(relativeGap >= 0 && relativeGap.isFinite) { return .limits("The gap \(relativeGap) is not 0 or above.") }
    if let seconds, !(seconds >= 0) { return .limits("The time limit \(seconds) is below 0.") }
    return nil
  }
}
