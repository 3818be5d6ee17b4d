import Optimization
import Testing
@testable import Planning

@Suite("Compositions worked out by hand")
struct CompositionExampleTests {
  private let solver = CompositionSolver(optimizer: GLPKOptimizer(), tolerance: 0.001)

  private func type(
    _ size: Int, _ rate: Double, prefills: Bool, decodes: Bool, model: Int = 0, pool: Int = 0
  ) -> WorkerType {
    WorkerType(
      model: model, pool: pool, prefills: prefills, decodes: decodes, footprint: Footprint(gpusPerDomain: size),
      requestsPerSecond: rate, cost: Double(size))
  }

  /// One domain of 8: two prefill of 2 do 6, a decode of 4 does 5: 5 a second on 8 GPUs. Four of them mixed (1.5 on 2 GPUs)
  /// do 6. A prefill of 2 (3), a decode of 2 (2.2) and two mixed (3): 2.2 + 3 = 5.2. Mixed alone win.
  @Test func mixedWorkersWin() throws {
    let types = [
      type(2, 3, prefills: true, decodes: false), type(4, 5, prefills: false, decodes: true),
      type(2, 2.2, prefills: false, decodes: true), type(2, 1.5, prefills: true, decodes: true),
    ]
    let problem = CompositionProblem(
      types: types, pools: [[DomainClass(freeGPUs: 8, count: 1)]], demands: [1], objective: .served)
    let answer = try #require(try solver.solve(problem))
    #expect(answer.workers.counts == [0, 0, 0, 4])
    #expect(answer.value == 6 && answer.bound == 6)
  }

  /// Two domains of 5 hold two pieces of 3 and two of 2, but not three of 3: 10 GPUs are not 10 GPUs.
  @Test func piecesDoNotStraddleDomains() throws {
    let types = [type(3, 3, prefills: true, decodes: true), type(2, 1, prefills: true, decodes: true)]
    var problem = CompositionProblem(
      types: types, pools: [[DomainClass(freeGPUs: 5, count: 2)]], demands: [1], objective: .served)
    #expect(try #require(try solver.solve(problem)).workers.counts == [2, 2])
    problem.pools = [[DomainClass(freeGPUs: 10, count: 1)]]
    #expect(try #require(try solver.solve(problem)).workers.counts == [3, 0])
  }

  /// Demands 2 and 1 of 8 GPUs, a request a second from each: 5 and 3 GPUs give 2.5 and 3 times, 6 and 2 give 3 and 2; the
  /// smaller counts, so 5 and 3.
  @Test func theSmallestShareCountsFirst() throws {
    let types = [
      type(1, 1, prefills: true, decodes: true), type(1, 1, prefills: true, decodes: true, model: 1),
    ]
    let problem = CompositionProblem(
      types: types, pools: [[DomainClass(freeGPUs: 8, count: 1)]], demands: [2, 1], objective: .served)
    let answer = try #require(try solver.solve(problem))
    #expect(answer.value == 2.5)
    #expect(answer.workers.counts == [5, 3])
  }

  /// Prefill is good in one pool and decode in the other; without a network between them neither helps the other.
  @Test func islandsDoNotHelpEachOther() throws {
    let types = [
      type(1, 4, prefills: true, decodes: false, pool: 0), type(1, 1, prefills: false, decodes: true, pool: 0),
      type(1, 1, prefills: true, decodes: false, pool: 1), type(1, 4, prefills: false, decodes: true, pool: 1),
    ]
    let pools = [[DomainClass(freeGPUs: 5, count: 1)], [DomainClass(freeGPUs: 5, count: 1)]]
    var problem = CompositionProblem(types: types, pools: pools, demands: [1], objective: .served)
    #expect(try #require(try solver.solve(problem)).value == 20)
    problem.islands = [0, 1]
    // In each pool one on the fast side and four on the slow one: 4, twice.
    #expect(try #require(try solver.solve(problem)).value == 8)
  }

  /// With 3 workers of 2 requests/s and one that may be lost, 4 requests/s are safe; 5 need a fourth worker.
  @Test func aLostWorkerIsAllowedFor() throws {
    let loss = LossAllowance(units: [0], prefill: [0], decode: [0])
    var problem = CompositionProblem(
      types: [type(1, 2, prefills: true, decodes: true)], pools: [[DomainClass(freeGPUs: 3, count: 1)]], demands: [1],
      objective: .served, loss: loss)
    #expect(try #require(try solver.solve(problem)).value == 4)
    problem.objective = .cost
    problem.demands = [5]
    #expect(try solver.solve(problem)?.value == nil)
    problem.pools = [[DomainClass(freeGPUs: 5, count: 1)]]
    #expect(try #require(try solver.solve(problem)).workers.counts == [4])
  }

  @Test func nothingIsServedWithoutDecode() throws {
    let problem = CompositionProblem(
      types: [type(1, 2, prefills: true, decodes: false)], pools: [[DomainClass(freeGPUs: 3, count: 1)]], demands: [1],
      objective: .served)
    #expect(try solver.solve(problem)?.value == nil)
  }
}
