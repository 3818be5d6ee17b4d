/// A solver of linear programs. Every solver passes the same conformance suite; differences between solvers stay behind
/// this protocol.
///
/// A solve never throws and never traps: faults of the program, its options or the solver are returned as
/// `TerminationStatus.fault`. It blocks the calling thread, and solves may run concurrently on different threads. The
/// same program and options give the same result unless there is a time limit.
public protocol Optimizer: Sendable {
  /// Name and version of the solver, for certificates: "GLPK 5.0".
  var name: String { get }

  /// Minimises the program.
  ///
  /// - Parameters:
  ///   - program: Faults in it come back as `.fault(.program)`.
  ///   - options: Limits, incumbent, callback and hints.
  func solve(_ program: LinearProgram, options: SolverOptions) -> OptimizationResult
}

extension Optimizer {
  /// Minimises the program without limits.
  public func solve(_ program: LinearProgram) -> OptimizationResult {
    solve(program, options: SolverOptions())
  }
}
