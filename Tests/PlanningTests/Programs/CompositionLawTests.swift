import Optimization
import Testing
@testable import Planning

@Suite("Laws of compositions")
struct CompositionLawTests {
  private let solver = CompositionSolver(optimizer: GLPKOptimizer(), tolerance: 0.001)

  private func served(_ problem: CompositionProblem) throws -> Double {
    var problem = problem
    problem.objective = .served
    return try solver.solve(problem)?.value ?? 0
  }

  @Test func moreRoomNeverServesLess() throws {
    var problems = RandomCompositions(seed: 11)
    for _ in 0..<60 {
      let problem = problems.problem()
      var more = problem
      more.pools[0].append(DomainClass(freeGPUs: 2, count: 1))
      #expect(try served(more) >= served(problem) * (1 - 1e-6))
    }
  }

  @Test func fasterWorkersServeInProportion() throws {
    var problems = RandomCompositions(seed: 12)
    for _ in 0..<60 {
      let problem = problems.problem()
      var faster = problem
      faster.types = problem.types.map {
        WorkerType(
          model: $0.model, pool: $0.pool, prefills: $0.prefills, decodes: $0.decodes, footprint: $0.footprint,
          requestsPerSecond: 3 * $0.requestsPerSecond, cost: $0.cost)
      }
      #expect(try (served(faster) - 3 * served(problem)).magnitude <= 1e-6 * max(1, served(faster)))
    }
  }

  /// What a failure may take is never served.
  @Test func losingNothingServesMore() throws {
    var problems = RandomCompositions(seed: 13)
    for _ in 0..<60 {
      let problem = problems.problem()
      var careful = problem
      let none = Array(repeating: 0.0, count: problem.lineCount)
      careful.loss = LossAllowance(units: problem.pools.map { _ in 2 }, prefill: none, decode: none)
      #expect(try served(careful) <= served(problem) * (1 + 1e-6))
    }
  }

  /// The contents of the domains hold the pieces outside of the chain, and leave room for the rest.
  @Test func contentsHoldTheWorkers() throws {
    var problems = RandomCompositions(seed: 14)
    for _ in 0..<100 {
      let problem = problems.problem()
      guard let answer = try solver.solve(problem) else { continue }
      for pool in problem.pools.indices {
        var open = answer.domains[pool].flatMap { contents in
          Array(repeating: (free: contents.freeGPUs, pieces: contents.pieces), count: contents.count)
        }
        #expect(open.count == problem.pools[pool].reduce(0) { $0 + $1.count })
        var inside = open.flatMap(\.pieces)
        let wanted = zip(problem.types, answer.workers.counts).filter { $0.0.pool == pool }
          .flatMap { Array(repeating: $0.0.footprint.gpusPerDomain, count: $0.1 * $0.0.footprint.domains) }.sorted(
            by: >)
        for piece in wanted {
          if let index = inside.firstIndex(of: piece) {
            inside.remove(at: index)
            continue
          }
          let room = try #require(open.firstIndex { $0.free - $0.pieces.reduce(0, +) >= piece })
          open[room].pieces.append(piece)
        }
      }
    }
  }

  /// What is left out has a stand-in in one domain that serves as much for no more in the same GPUs, and every stand-in is one
  /// of those that are left.
  @Test func dominatedTypesAreMissedByNobody() {
    var problems = RandomCompositions(seed: 15)
    var leftOut = 0
    for _ in 0..<200 {
      let problem = problems.problem()
      let left = problem.usefulTypes.map { problem.types[$0] }
      for type in problem.types where problem.mostWorkers(type) > 0 && !left.contains(type) {
        leftOut += 1
        #expect(
          left.contains { other in
            let size = other.footprint.gpusPerDomain
            let count = Double(type.footprint.domains * (type.footprint.gpusPerDomain / size))
            return other.model == type.model && other.pool == type.pool && other.prefills == type.prefills
              && other.decodes == type.decodes && other.footprint.domains == 1
              && count * other.requestsPerSecond >= type.requestsPerSecond && count * other.cost <= type.cost + 1e-9
          }, "\(type)")
      }
    }
    #expect(leftOut > 20)
  }
}
