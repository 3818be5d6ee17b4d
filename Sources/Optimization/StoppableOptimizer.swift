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
