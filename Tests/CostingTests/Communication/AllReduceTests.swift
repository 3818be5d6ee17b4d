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

/// Libraries switch between algorithms with the size of the message. 100 GB/s; every message starts after 4 us of the kernel
/// and 1 us of the links, and 1 us more for each doubling of the ranks beyond two.
struct AllReduceAlgorithmTests {
  private static let algorithms = """
    efficiency: {value: 0.8, evidence: test}
          algorithms:
            latencyPerDoubling: {value: 1 us, evidence: test}
            oneShotEfficiency: {value: 0.5, evidence: test}
            twoShotLatency: {value: 10 us, evidence: test}
            twoShotLatencyPerDoubling: {value: 2 us, evidence: test}
            twoShotEfficiency: {value: 0.5, evidence: test}
            bulkLatency: {value: 50 us, evidence: test}
            inSwitchEfficiency: {value: 0.5, evidence: test}
    """

  private static func cost(ranks: Int, batch: Int) throws -> OperatorCost {
    let calibration = try CalibrationText.calibration(
      CalibrationText.round,
      [
        "latency: {value: 4 us, evidence: test}\n      efficiency: {value: 0.5, evidence: test}":
          "latency: {value: 4 us, evidence: test}\n      " + algorithms
      ])
    let costs = try SmallCosts.costs([SmallModel.denseLayer], on: SmallCluster(), calibration)
    let layer = costs.layerCost(kind: 0, layout: SmallCosts.sliced(ranks), microBatch: batch)
    return try #require(layer["attention all-reduce"])
  }

  /// A token is 2 kB. Among 8: 20 kB in one shot, 7 us and 7 · 20 kB / 50 GB/s (two shots 21 + 0.7 us). 2 MB in two shots, 21
  /// us and 2 · 7/8 · 2 MB / 50 GB/s (one shot 287, in the switches 97 us). 20 MB in the switches, 57 us and 20 MB / 50 GB/s
  /// (two shots 721, rings 494.5 us). Among 4 no switch adds: rings, 56 us and 2 · 3/4 · 20 MB / 80 GB/s (two shots 618 us).
  @Test(arguments: [
    (8, 10, 7e-6, 2.8e-6), (8, 1_000, 21e-6, 70e-6), (8, 10_000, 57e-6, 400e-6), (4, 10_000, 56e-6, 375e-6),
  ])
  func theFastestIsTaken(ranks: Int, batch: Int, fixed: Double, transfer: Double) throws {
    let cost = try Self.cost(ranks: ranks, batch: batch)
    #expect(isClose(cost.fixed?.value, fixed))
    #expect(isClose(cost.transfer?.value, transfer))
  }

  /// Searches bound a range of batches by its ends: time never falls with the message, and never grows faster than it.
  @Test(arguments: [2, 4, 8]) func timeGrowsWithTheMessageAndNoFaster(ranks: Int) throws {
    var last: (batch: Double, time: Double)?
    for power in 0..<24 {
      let batch = Double(1 << power)
      let time = try Self.cost(ranks: ranks, batch: 1 << power).time.value
      if let last {
        #expect(time >= last.time)
        #expect(time / batch <= last.time / last.batch * (1 + 1e-12))
      }
      last = (batch, time)
    }
  }
}
