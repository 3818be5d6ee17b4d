import GLPKBridge
import Optimization

/// Solves linear programs with GLPK: the simplex method, and branch and cut over it.
///
/// Stateless. Costs are scaled by a power of two, and the matrix by GLPK, to about 1; results come back unscaled. A
/// cancelled task stops a tree search as a progress callback would. A program with integers and an unbounded relaxation
/// is answered `infeasibleOrUnbounded`.
public struct GLPKOptimizer: Optimizer {
  /// A solver with nothing to set up.
  public init() {}

  /// The solver and the version that the bridge was written for and measured with.
  public var name: String { "GLPK 5.0" }

  /// Minimises the program; see `Optimizer`.
  public func solve(_ program: LinearProgram, options: SolverOptions) -> OptimizationResult {
    if let fault = options.fault(for: program) { return OptimizationResult(fault: fault) }
    let input = NativeProgram(program)
    let settings = NativeOptions(options, for: program)
    let output = NativeAnswer(variables: program.variableCount, constraints: program.constraintCount)
    withExtendedLifetime((input, settings)) {
      glpk_bridge_solve(&input.program, &settings.options, &output.answer)
    }
    return output.result(for: program, tolerance: options.feasibilityTolerance)
  }
}
