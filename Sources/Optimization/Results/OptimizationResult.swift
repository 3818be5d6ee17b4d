/// What came out of a solve: why it stopped, the best solution if there is one, and the bound that says how good it is.
public struct OptimizationResult: Sendable, Equatable {
  /// Why the solver stopped.
  public let status: TerminationStatus
  /// The best values found; nil if there are none, or they did not satisfy the program.
  public let solution: Solution?
  /// The objective of the solution.
  public let objective: Double?
  /// No values of the program cost less, as far as the solver's tolerances go (about 1e-7 of the objective); nil where
  /// nothing is known.
  public let bound: Double?
  /// Subproblems of the tree that were taken up; 0 for a program without integers.
  public let nodes: Int
  /// Simplex iterations.
  public let iterations: Int

  /// Checks what a solver found. Values that do not satisfy the program within the tolerance are no solution: the status
  /// is then `numericalTrouble`.
  ///
  /// - Parameters:
  ///   - status: Why the solver stopped.
  ///   - candidate: The values it found.
  ///   - bound: The bound it proved; −∞ counts as none.
  ///   - nodes: Subproblems taken up.
  ///   - iterations: Simplex iterations.
  ///   - tolerance: Largest scaled violation of a solution.
  public init(
    status: TerminationStatus, candidate: Solution?, bound: Double? = nil, nodes: Int = 0, iterations: Int = 0,
    tolerance: Double = FeasibilityReport.defaultTolerance
  ) {
    let isFeasible = candidate?.feasibility.isFeasible(tolerance: tolerance) ?? !status.hasProvedSolution
    self.status = isFeasible ? status : .numericalTrouble
    self.solution = isFeasible ? candidate : nil
    self.objective = isFeasible ? candidate?.objective : nil
    self.bound = bound.flatMap { $0.isFinite ? $0 : nil }
    self.nodes = nodes
    self.iterations = iterations
  }

  /// Nothing was solved.
  public init(fault: SolverFault) {
    self.init(status: .fault(fault), candidate: nil)
  }

  /// (objective − bound) / |objective|, at least 0: by what share the solution may at most be bettered. Nil without a
  /// solution or bound; infinite where the objective is 0 and the bound is not.
  public var gap: Double? {
    guard let objective, let bound else { return nil }
    let distance = max(0, objective - bound)
    return distance == 0 ? 0 : distance / objective.magnitude
  }
}
