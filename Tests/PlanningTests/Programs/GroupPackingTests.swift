import Clusters
import Optimization
import Plans
import Testing
@testable import Planning

@Suite("Workers across domains keep to groups of a tier")
struct GroupPackingTests {
  private let solver = CompositionSolver(optimizer: GLPKOptimizer(), tolerance: 0.001)

  private func worker(nodes: Int, rate: Double) -> OfferedWorker {
    var worker = ClusterCase.worker(.mixed, gpus: 8 * nodes, domains: nodes, rate: rate)
    worker.degrees = ComposedWorkers.Degrees(
      tensorParallel: 1, dataParallel: 8 * nodes, expertParallel: 8 * nodes, pipelineParallel: 1)
    return worker
  }

  private func planned(_ given: ClusterCase) throws -> PlannedComposition? {
    guard case .plan(let plan) = try ClusterPlanner(try given.request(), optimizer: GLPKCase.optimizer).plan() else {
      return nil
    }
    for placed in plan.placement.workers {
      #expect(Set(placed.domains.map { $0 / given.nodesPerRack }).count == 1, "\(placed)")
    }
    return plan.composition
  }

  /// Two racks of four nodes. A worker of three nodes does 30 requests/s, one of two 19: eight nodes in a row would hold
  /// two of three and one of two, 79; a rack holds one of three, 30, or two of two, 38: 76.
  @Test func aRackHoldsWholeWorkers() throws {
    let given = ClusterCase(nodes: 8, workers: [worker(nodes: 3, rate: 30), worker(nodes: 2, rate: 19)])
    let found = try #require(try planned(given))
    #expect(found.value == 76 && found.bound == 76)
    #expect(found.workers.map(\.count) == [4])
  }

  /// Racks of 6 nodes, as one node is out, and of 7: pairs fill the one, three and two pairs the other, and all thirteen nodes
  /// work. One of three in the first rack would leave a node without its pair.
  @Test func aBrokenNodeIsPackedAround() throws {
    let given = ClusterCase(
      nodes: 14, nodesPerRack: 7, unavailable: Array(0..<8),
      workers: [worker(nodes: 3, rate: 3), worker(nodes: 2, rate: 2)])
    let found = try #require(try planned(given))
    #expect(found.value == 13 && found.bound == 13)
  }

  /// Against every number of workers of every kind, packed into racks by trying all ways: the program bounds the best, and
  /// what is planned is that.
  @Test(arguments: [1, 2, 3])
  func smallClustersAreFilledAsWellAsCanBe(seed: UInt64) throws {
    var random = RandomCompositions(seed: seed)
    for _ in 0..<25 {
      let racks = Int.random(in: 2...3, using: &random)
      let perRack = Int.random(in: 3...5, using: &random)
      let sizes = Array(Set((0..<3).map { _ in Int.random(in: 1...perRack, using: &random) })).sorted()
      let rates = sizes.map { Double($0) * Double(Int.random(in: 8...12, using: &random)) }
      let given = ClusterCase(
        nodes: racks * perRack, nodesPerRack: perRack,
        workers: zip(sizes, rates).map { worker(nodes: $0, rate: $1) })
      var fillings: [Int: Double] = [0: 0]
      for (size, rate) in zip(sizes, rates) {
        for room in 0...perRack where room >= size {
          fillings[room] = max(fillings[room] ?? 0, (fillings[room - size] ?? 0) + rate, fillings[room - 1] ?? 0)
        }
      }
      let best = Double(racks) * (fillings.values.max() ?? 0)
      let found = try #require(try planned(given))
      #expect((found.value - best).magnitude < 1e-6 && (found.bound - best).magnitude < 1e-6, "\(sizes) \(rates)")
    }
  }

  /// What serves a demand serves every smaller one: none up to the most is refused, and no more costs less.
  @Test(arguments: [4, 5])
  func noDemandBelowTheMostIsRefused(seed: UInt64) throws {
    var random = RandomCompositions(seed: seed)
    for _ in 0..<4 {
      let sizes = Array(Set((0..<4).map { _ in Int.random(in: 1...5, using: &random) })).sorted()
      var given = ClusterCase(
        nodes: 21, nodesPerRack: 7, unavailable: Array(0..<8),
        workers: sizes.map { worker(nodes: $0, rate: Double($0) * Double.random(in: 8...12, using: &random)) })
      let most = try #require(try planned(given)).value
      given.objective = .gpus
      var last = 0
      for part in 1...20 {
        given.demands = [most * Double(part) / 20 * (1 - 1e-9)]
        let found = try #require(try planned(given), "\(part) of 20 parts of \(most) are refused")
        #expect(found.gpusUsed >= last)
        last = found.gpusUsed
      }
    }
  }
}
