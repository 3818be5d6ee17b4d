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

  /// Pieces that are counted only: nothing that can be packed is lost, and with room left open they pack in any order.
  @Test(arguments: [7, 8])
  func countedPiecesBoundThePackedOnes(block: UInt64) throws {
    var problems = RandomCompositions(seed: block)
    for _ in 0..<200 {
      var problem = problems.problem()
      problem.objective = .served
      problem.mostFillings = 0
      let best = ExhaustiveComposition(problem).best.map { $0.ratio(problem.demands) } ?? 0
      let counted = try solver.solve(problem)?.bound ?? 0
      problem.leavesRoom = true
      let roomy = try solver.solve(problem)?.workers
      #expect(counted >= best * (1 - 1e-6), "\(problem)")
      #expect((roomy?.ratio(problem.demands) ?? 0) <= counted * (1 + 1e-6))
      guard let counts = roomy?.counts else { continue }
      for pool in problem.pools.indices {
        var open = problem.pools[pool].flatMap { Array(repeating: $0.freeGPUs, count: $0.count) }
        let pieces = zip(problem.types, counts).filter { $0.0.pool == pool }
          .flatMap { Array(repeating: $0.0.footprint.gpusPerDomain, count: $0.1 * $0.0.footprint.domains) }
        for piece in pieces.shuffled(using: &problems) {
          let domain = try #require(open.indices.shuffled(using: &problems).first { open[$0] >= piece }, "\(problem)")
          open[domain] -= piece
        }
      }
    }
  }
}
