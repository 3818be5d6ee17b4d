import Optimization
import Testing
@testable import Planning

@Suite("Composition against trying everything")
struct CompositionOracleTests {
  private let solver = CompositionSolver(optimizer: GLPKOptimizer(), tolerance: 0.001)

  /// 250 that can be solved in each block; those that cannot are refused by both.
  @Test(arguments: [1, 2, 3, 4])
  func everyRandomProblemIsSolvedExactly(block: UInt64) throws {
    var problems = RandomCompositions(seed: block)
    var solved = 0
    while solved < 250 {
      let problem = problems.problem(hasLosses: true)
      let oracle = ExhaustiveComposition(problem)
      let answer = try solver.solve(problem)
      #expect((answer == nil) == (oracle.best == nil), "\(problem)")
      guard let answer, let best = oracle.best else { continue }
      solved += 1
      for (found, expected) in zip(oracle.key(answer.workers), oracle.key(best)) {
        #expect(
          (found - expected).magnitude <= 1e-6 * max(1, expected.magnitude), "\(problem) \(answer.workers.counts)")
      }
      #expect(answer.gap <= 1e-9)
    }
  }

  /// A demand that is a millionth of what the cluster could serve is served as cheaply as any other, by one worker where one
  /// is enough.
  @Test(arguments: [5, 6])
  func smallDemandsAreServed(block: UInt64) throws {
    var problems = RandomCompositions(seed: block)
    var solved = 0
    while solved < 100 {
      var problem = problems.problem()
      problem.objective = .cost
      problem.demands = problem.demands.map { $0 * 1e-6 }
      let oracle = ExhaustiveComposition(problem)
      let answer = try solver.solve(problem)
      #expect((answer == nil) == (oracle.best == nil), "\(problem)")
      guard let answer, let best = oracle.best else { continue }
      solved += 1
      #expect((answer.workers.cost - best.cost).magnitude <= 1e-9 * best.cost, "\(problem) \(answer.workers.counts)")
      #expect(answer.bound <= answer.value * (1 + 1e-9) && answer.gap <= 1e-6)
    }
  }
}
