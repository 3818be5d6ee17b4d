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

/// A solver whose tree searches stop, with the best answer so far, once somebody asks for it.
public struct StoppableOptimizer: Optimizer {
  private let base: any Optimizer
  private let isStopped: @Sendable () -> Bool

  /// - Parameters:
  ///   - base: Solves.
  ///   - isStopped: Whether searches are to end; asked now and then, from any thread.
  public init(_ base: any Optimizer, isStopped: @escaping @Sendable () -> Bool) {
    self.base = base
    self.isStopped = isStopped
  }

  /// The name of the underlying solver.
  public var name: String { base.name }

  /// Solves with the underlying solver, until stopped.
  public func solve(_ program: LinearProgram, options: SolverOptions) -> OptimizationResult {
    var options = options
    let (isStopped, progress) = (isStopped, options.progress)
    options.progress = { state in isStopped() ? .stop : progress?(state) ?? .goOn }
    return base.solve(program, options: options)
  }
}
