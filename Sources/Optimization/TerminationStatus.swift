/// The reason why a solver stopped. It is separate from the solution: a stopped search may have one, and an optimal one
/// is optimal only within the solver's tolerances.
public enum TerminationStatus: Sendable, Equatable {
  /// The search is finished: no answer is better than the solution.
  case optimal
  /// The gap that was asked for is reached.
  case withinGap
  /// No values satisfy the program.
  case infeasible
  /// The objective falls without end.
  case unbounded
  /// Infeasible or unbounded; the solver does not report which.
  case infeasibleOrUnbounded
  /// The node limit is spent.
  case nodeLimit
  /// The iteration limit is spent.
  case iterationLimit
  /// The time limit is spent.
  case timeLimit
  /// The memory that the solver may take is spent.
  case memoryLimit
  /// The progress callback, or the cancelled task, asked to stop.
  case interrupted
  /// Rounding errors: the solver failed, or its solution violates the program.
  case numericalTrouble
  /// The program was not solved.
  case fault(SolverFault)

  /// Whether the search finished with a solution: it is optimal or within the requested gap.
  public var hasProvedSolution: Bool { self == .optimal || self == .withinGap }

  /// Whether a limit, or the caller, ended the search before it was finished.
  public var wasStopped: Bool {
    switch self {
    case .nodeLimit, .iterationLimit, .timeLimit, .memoryLimit, .interrupted: true
    default: false
    }
  }
}

extension TerminationStatus: CustomStringConvertible {
  public var description: String {
    switch self {
    case .optimal: "The solution is optimal within the solver's tolerances."
    case .withinGap: "The solution is within the gap that was asked for."
    case .infeasible: "No values satisfy all constraints and bounds."
    case .unbounded: "The objective can be made as small as one likes."
    case .infeasibleOrUnbounded: "No values satisfy the program, or its objective falls without end."
    case .nodeLimit: "The search stopped at its limit of nodes."
    case .iterationLimit: "The search stopped at its limit of iterations."
    case .timeLimit: "The search stopped at its time limit."
    case .memoryLimit: "The search stopped at its limit of memory."
    case .interrupted: "The search was stopped on request."
    case .numericalTrouble: "Rounding errors kept the solver from an answer that stands up to a check."
    case .fault(let fault): "The program was not solved. \(fault)"
    }
  }
}

/// The result of a solve: the termination status, the incumbent if there is one, and the bound that says how good it
/// is.
public struct OptimizationResult: Sendable, Equatable {
  /// The reason why the solver stopped.
  public let status: TerminationStatus
  /// The best values found; nil if there are none, or they did not satisfy the program.
  public let solution: Solution?
  /// The objective of the solution.
  public let objective: Double?
  /// The lower bound, valid within the solver's tolerances (about 1e-7 of the objective); `nil` where none is known.
  public let bound: Double?
  /// Subproblems of the tree that were taken up; 0 for a program without integers.
  public let nodes: Int
  /// Simplex iterations.
  public let iterations: Int

  /// Checks the values of a solver. Values that violate the program by more than the tolerance are no solution: the
  /// status is then `numericalTrouble`.
  ///
  /// - Parameters:
  ///   - status: The reason why the solver stopped.
  ///   - candidate: The values found.
  ///   - bound: The bound proved; −∞ counts as none.
  ///   - nodes: The number of subproblems explored.
  ///   - iterations: The number of simplex iterations.
  ///   - tolerance: The largest allowed scaled violation of a solution.
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

  /// The result for a program that was not solved.
  public init(fault: SolverFault) {
    self.init(status: .fault(fault), candidate: nil)
  }

  /// The relative gap (objective − bound) / |objective|, at least 0. `nil` without a solution or bound; infinite where
  /// the objective is 0 and the bound is not.
  public var gap: Double? {
    guard let objective, let bound else { return nil }
    let distance = max(0, objective - bound)
    return distance == 0 ? 0 : distance / objective.magnitude
  }
}
