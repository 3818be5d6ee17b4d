import Quantities
import Testing
@testable import Costing

/// Scale-up 100 GB/s of which an all-reduce reaches half, after 4 us of the kernel and 1 us of the links.
struct AllReduceTests {
  private static func cost(
    _ name: String, _ ranks: Int, batch: Int, on cluster: SmallCluster = SmallCluster()
  ) throws -> OperatorCost? {
    let costs = try SmallCosts.costs([SmallModel.denseLayer, SmallModel.mixtureLayer], on: cluster)
    let kind = name == "experts all-reduce" ? 1 : 0
    return costs.layerCost(kind: kind, layout: SmallCosts.sliced(ranks), microBatch: batch)[name]
  }

  /// 10 tokens · 1,000 elements · 2 bytes = 20 kB; two ranks send 2 · 1/2 of it: 20 kB / 50 GB/s = 0.4 us; eight send
  /// 2 · 7/8 = 35 kB: 0.7 us.
  @Test(arguments: [(2, 0.4e-6), (8, 0.7e-6)])
  func aRingSendsTwiceAllButItsOwnShare(ranks: Int, transfer: Double) throws {
    let cost = try #require(try Self.cost("attention all-reduce", ranks, batch: 10))
    #expect(isClose(cost.transfer?.value, transfer))
    #expect(isClose(cost.time.value, 5e-6 + transfer))
    #expect(isClose(cost.waiting(for: .scaleUp), transfer) && cost.waiting(for: .scaleOut) == 0)
    #expect(try isClose(Self.cost("feed-forward all-reduce", ranks, batch: 10)?.transfer?.value, transfer))
  }

  @Test func oneRankReducesNothing() throws {
    #expect(try Self.cost("attention all-reduce", 1, batch: 10) == nil)
    #expect(try Self.cost("experts all-reduce", 1, batch: 10) == nil)
  }

  /// With attention DP 4 and sliced experts all 40 tokens are summed over the 4 GPUs: 80 kB · 2 · 3/4 / 50 GB/s = 2.4 us.
  @Test func slicedExpertsAreSummedOverAllTokens() throws {
    let layout = StageLayout(domains: 1, gpusPerDomain: 4, tensorParallel: 1, expertTensorParallel: 4)
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    let layer = costs.layerCost(kind: 0, layout: layout, microBatch: 40)
    #expect(isClose(layer["experts all-reduce"]?.transfer?.value, 2.4e-6))
    #expect(layer["attention all-reduce"] == nil && layer["dispatch"] == nil)
  }

  /// TP 8 leaves every token on every GPU, so whole experts take what is theirs without a dispatch: 40 tokens, 80 kB ·
  /// 2 · 7/8 / 50 GB/s = 2.8 us.
  @Test func withoutAttentionDPNoTokenTravels() throws {
    let layout = StageLayout(domains: 1, gpusPerDomain: 8, tensorParallel: 8, expertTensorParallel: 1)
    #expect(!layout.sendsTokens && layout.expertParallel == 8)
    let layer = try SmallCosts.costs([SmallModel.mixtureLayer]).layerCost(kind: 0, layout: layout, microBatch: 40)
    #expect(isClose(layer["experts all-reduce"]?.transfer?.value, 2.8e-6))
    #expect(layer["dispatch"] == nil && layer["combine"] == nil)
  }

  /// TP 16 over two domains, 10 tokens of 2 kB: inside each domain 20 kB · 2 · 7/8 / 50 GB/s = 0.7 us; a GPU's share of
  /// 2.5 kB · 2 · 1/2 crosses at 10 GB/s · 0.8 in 0.3125 us; 4 + 1 us inside, 2 · (20 + 2) us across the leaf.
  @Test func domainsReduceInsideFirst() throws {
    let costs = try SmallCosts.costs([SmallModel.denseLayer])
    let two = StageLayout(domains: 2, gpusPerDomain: 8, tensorParallel: 16, expertTensorParallel: 16)
    let cost = try #require(costs.layerCost(kind: 0, layout: two, microBatch: 10)["attention all-reduce"])
    #expect(isClose(cost.transfer?.value, 1.0125e-6))
    #expect(isClose(cost.fixed?.value, 49e-6))
    #expect(isClose(cost.waiting(for: .scaleOut), 1.0125e-6))
    // Eight domains cross the spine, a quarter as wide: 2.5 kB · 2 · 7/8 / (2.5 GB/s · 0.8).
    let eight = StageLayout(domains: 8, gpusPerDomain: 8, tensorParallel: 64, expertTensorParallel: 64)
    let wide = costs.layerCost(kind: 0, layout: eight, microBatch: 10)["attention all-reduce"]
    #expect(isClose(wide?.transfer?.value, 0.7e-6 + 2.1875e-6))
    // 4 + 1 us inside, 2 · (20 + 3) us across the spine.
    #expect(isClose(wide?.fixed?.value, 51e-6))
  }

  /// Leaf and spine answer after 1 ms instead of 2 and 3 us: 4 + 1 us inside, 2 · (20 + 1,000) us across. Ranks of one
  /// domain do not notice.
  @Test func theTierBetweenTheDomainsIsWaitedForTwice() throws {
    let slow = SmallCluster(latencies: [Seconds(1e-6), Seconds(1e-3), Seconds(1e-3)])
    let costs = try SmallCosts.costs([SmallModel.denseLayer], on: slow)
    let two = StageLayout(domains: 2, gpusPerDomain: 8, tensorParallel: 16, expertTensorParallel: 16)
    let across = costs.layerCost(kind: 0, layout: two, microBatch: 10)["attention all-reduce"]
    #expect(isClose(across?.fixed?.value, 2045e-6))
    #expect(try isClose(Self.cost("attention all-reduce", 8, batch: 10, on: slow)?.fixed?.value, 5e-6))
  }

  /// Links inside a domain that answer after 30 us: 4 + 30. A rank that is alone in its domain uses none of them: 4 us of
  /// the kernel and 2 · (20 + 2) us across.
  @Test func linksInsideCountWhereRanksShareADomain() throws {
    let slow = SmallCluster(latencies: [Seconds(30e-6), Seconds(2e-6), Seconds(3e-6)])
    #expect(try isClose(Self.cost("attention all-reduce", 2, batch: 10, on: slow)?.fixed?.value, 34e-6))
    let alone = StageLayout(domains: 2, gpusPerDomain: 1, tensorParallel: 2, expertTensorParallel: 2)
    let costs = try SmallCosts.costs([SmallModel.denseLayer], on: slow)
    let cost = costs.layerCost(kind: 0, layout: alone, microBatch: 10)["attention all-reduce"]
    #expect(isClose(cost?.fixed?.value, 48e-6))
  }

  /// Ranks of one domain do not cross, though their stage lies in two.
  @Test func ranksOfADomainStayInside() throws {
    let costs = try SmallCosts.costs([SmallModel.denseLayer])
    let layout = StageLayout(domains: 2, gpusPerDomain: 8, tensorParallel: 8, expertTensorParallel: 8)
    let cost = costs.layerCost(kind: 0, layout: layout, microBatch: 20)["attention all-reduce"]
    #expect(isClose(cost?.time.value, 5.7e-6))
  }

  /// Seven links of 14 GB/s for eight GPUs without a switch; two share one, so 20 kB / (14 GB/s · 0.5).
  @Test func aMeshHasFewerLinksForFewerGPUs() throws {
    var mesh = SmallCluster(scaleUp: .init(98e9), perPeer: .init(14e9), wiring: .mesh)
    #expect(try isClose(Self.cost("attention all-reduce", 2, batch: 10, on: mesh)?.transfer?.value, 20e3 / 7e9))
    #expect(try isClose(Self.cost("attention all-reduce", 8, batch: 10, on: mesh)?.transfer?.value, 35e3 / 49e9))
    // A torus of three dimensions, six links: two GPUs share one, four in a square have two each.
    mesh = SmallCluster(scaleUp: .init(84e9), perPeer: .init(14e9), wiring: .torus)
    #expect(try isClose(Self.cost("attention all-reduce", 2, batch: 10, on: mesh)?.transfer?.value, 20e3 / 7e9))
    #expect(try isClose(Self.cost("attention all-reduce", 4, batch: 10, on: mesh)?.transfer?.value, 30e3 / 14e9))
  }
}
