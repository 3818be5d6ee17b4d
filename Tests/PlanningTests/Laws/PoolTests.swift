import Clusters
import Optimization
import Planning
import Plans
import Quantities
import Testing

@Suite("Pools that are alike are one question")
struct PoolTests {
  private func request(pools: [(name: String, price: Double)]) throws -> PlanRequest {
    var tiny = TinyCluster()
    let kinds = try pools.map { pool in
      tiny.price = GPUPrice(pool.price)
      let one = try tiny.cluster().pools[0]
      return Pool(
        name: pool.name, accelerator: one.accelerator, racks: one.racks, nodesPerRack: one.nodesPerRack,
        gpusPerNode: one.gpusPerNode, gpusPerDomain: one.gpusPerDomain, scaleUp: one.scaleUp, tiers: one.tiers,
        hosts: [], unavailable: [], price: one.price, sources: [:])
    }
    let cluster = Cluster(name: "tiny", file: "tiny.yaml", description: "A test's.", pools: kinds)
    return try TinyRequest.make(
      TinyModel.model(layers: Array(TinyModel.kinds.prefix(2))), cluster, context: 1000,
      goal: Goal(objective: .cost, timePerOutputToken: Seconds(0.05), tolerance: 0.01))
  }

  /// The first of them is taken, at the work of one.
  @Test func takeTheWorkOfOne() throws {
    let one = try HonestPlan.make(request(pools: [("a", 2)]))
    let three = try HonestPlan.make(request(pools: [("a", 2), ("b", 2), ("c", 2)]))
    #expect(three.layout == one.layout && three.prediction == one.prediction)
    #expect(three.certificate.bound == one.certificate.bound)
    #expect(three.certificate.search == one.certificate.search)
    #expect(three.certificate.space.contains("pool c: "))
  }

  /// Another price is another question, and its answer is not that of the first pool.
  @Test func differWhereTheirPriceDoes() throws {
    let one = try HonestPlan.make(request(pools: [("a", 2)]))
    let two = try HonestPlan.make(request(pools: [("a", 2), ("b", 1), ("c", 2)]))
    #expect(two.layout.pool == "b")
    #expect(abs(two.certificate.objective * 2 / one.certificate.objective - 1) < 1e-9)
    #expect(two.certificate.search.intervals > one.certificate.search.intervals)
  }

  /// The bound is doubted once for all, and holds.
  @Test func areDoubtedOnce() throws {
    let request = try request(pools: [("a", 2), ("b", 2)])
    let plan = try HonestPlan.make(request)
    let answer = try BoundCheck(request, optimizer: GLPKOptimizer()).judge(plan, recomputed: plan)
    #expect(answer.bound.status == .confirmed)
    #expect(answer.space == plan.certificate.space)
  }
}
