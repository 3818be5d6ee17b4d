import Optimization
import Testing

@Suite("Limits of the solver come back as values")
struct MemoryLimitTests {
  /// Σ 2 x_i = an odd number has no solution in whole numbers, and the tree that shows it doubles with every variable; y
  /// makes up for it at a cost, so that there is an answer, and the bound of the relaxation is 0.
  private static func endless(_ count: Int) -> LinearProgram {
    var program = LinearProgram(name: "endless")
    let binaries = (0..<count).map { program.addBinary("x\($0)") }
    let rest = program.addVariable("y", upper: 1, cost: 1)
    program.addConstraint("odd", binaries.map { 2 * $0 } + [1 * rest], .equal, Double(count / 2 * 2 + 1))
    return program
  }

  private static func solve(_ limits: SolverLimits) -> OptimizationResult {
    GLPKOptimizer().solve(
      endless(30), options: SolverOptions(limits: limits, wantsDuals: false, presolve: false, nodeOrder: .breadthFirst))
  }

  /// The optimum is 1: whatever stopped it, an answer is at least that, and a bound at most.
  @Test(arguments: [
    (SolverLimits(megabytes: 1), TerminationStatus.memoryLimit),
    (SolverLimits(iterations: 200), .iterationLimit), (SolverLimits(nodes: 50), .nodeLimit),
    (SolverLimits(seconds: 0.05), .timeLimit),
  ])
  func whatStopsTheSolver(limits: SolverLimits, status: TerminationStatus) {
    let result = Self.solve(limits)
    #expect(result.status == status && result.status.wasStopped)
    #expect(result.objective.map { $0 >= 1 - 1e-7 } ?? true)
    #expect(result.bound.map { $0 <= 1 + 1e-7 } ?? true)
  }

  /// Nothing that GLPK took is left behind, so that the next solve is as good as any.
  @Test func theNextSolveIsWhole() {
    for _ in 0..<3 {
      #expect(Self.solve(SolverLimits(megabytes: 1)).status == .memoryLimit)
      var program = LinearProgram(name: "small")
      let variable = program.addVariable("x", upper: 3, cost: -1)
      program.addConstraint("limit", [1 * variable], .atMost, 2)
      #expect(GLPKOptimizer().solve(program).objective == -2)
    }
  }

  @Test func aStoppedSearchEnds() {
    let stopped = StoppableOptimizer(GLPKOptimizer()) { true }
    let options = SolverOptions(wantsDuals: false, presolve: false)
    #expect(stopped.solve(Self.endless(30), options: options).status == .interrupted)
    #expect(stopped.name == GLPKOptimizer().name)
  }
}
