/// Solves linear programs. Every solver passes the same conformance suite, and what differs between solvers stays
/// behind this protocol.
///
/// A solve never throws and never traps: what is wrong with a program, its options or the solver comes back as
/// `TerminationStatus.fault`. It blocks the calling thread, and any number may run at once on different threads. Same
/// program and same options give the same result unless there is a time limit.
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
