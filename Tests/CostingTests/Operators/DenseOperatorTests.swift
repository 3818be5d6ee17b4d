import Testing
@testable import Costing

/// HBM 1 TB/s of which dense weights reach 0.5; bf16 at 1 PFLOP/s of which products reach 0.5.
struct DenseOperatorTests {
  private static func layer(_ layout: StageLayout, batch: Int) throws -> LayerCost {
    try SmallCosts.costs([SmallModel.denseLayer]).layerCost(kind: 0, layout: layout, microBatch: batch)
  }

  /// 3 M weights of 2 bytes: 6 MB / 0.5 TB/s = 12 us. 100 tokens: 2 · 3e6 · 100 / 0.5e15 = 1.2 us.
  @Test func readsItsWeightsOnceAndMultipliesEveryToken() throws {
    let cost = try Self.layer(SmallCosts.sliced(1), batch: 100)["feed-forward"]
    #expect(isClose(cost?.memory?.value, 12e-6))
    #expect(isClose(cost?.compute?.value, 1.2e-6))
    #expect(isClose(cost?.time.value, 12e-6))
  }

  /// 2,000 tokens take 24 us to multiply, longer than 12 us to read.
  @Test func theLongerOfReadingAndMultiplyingCounts() throws {
    let cost = try #require(try Self.layer(SmallCosts.sliced(1), batch: 2000)["feed-forward"])
    #expect(isClose(cost.time.value, 24e-6))
    #expect(cost.waiting(for: .hbm) == 0 && isClose(cost.waiting(for: .compute), 24e-6))
  }

  /// Four ranks: a quarter of both.
  @Test func tensorParallelismDividesWeightsAndProducts() throws {
    let cost = try Self.layer(SmallCosts.sliced(4), batch: 100)["feed-forward"]
    #expect(isClose(cost?.memory?.value, 3e-6))
    #expect(isClose(cost?.compute?.value, 0.3e-6))
  }

  /// q and o (3.2 M) over 8 ranks, k and v (0.8 M) over their 4 heads: 0.4 M + 0.2 M weights, 1.2 MB / 0.5 TB/s = 2.4 us.
  @Test func keyAndValueProjectionsAreDividedUpToTheirHeads() throws {
    let cost = try Self.layer(SmallCosts.sliced(8), batch: 100)["attention projections"]
    #expect(isClose(cost?.memory?.value, 2.4e-6))
    #expect(isClose(cost?.compute?.value, 2 * 0.6e6 * 100 / 0.5e15))
  }

  /// The head: 50 M weights, 100 MB / 0.5 TB/s = 200 us.
  @Test func theHeadIsRead() throws {
    let costs = try SmallCosts.costs([SmallModel.denseLayer])
    let head = costs.headCost(layout: SmallCosts.sliced(1), microBatch: 10)
    #expect(isClose(head.time.value, 200e-6))
    #expect(isClose(costs.headCost(layout: SmallCosts.sliced(4), microBatch: 10).time.value, 50e-6))
  }

  /// 50 us for a layer of both parts, half for one that has only a feed-forward part.
  @Test func aLayerPaysItsFixedOverheadOnce() throws {
    let costs = try SmallCosts.costs([
      SmallModel.denseLayer, SmallModel.mixtureLayer, SmallModel.layer(SmallModel.withoutMixer),
    ])
    let times = costs.kinds.indices.map {
      costs.layerCost(kind: $0, layout: SmallCosts.sliced(1), microBatch: 1)["fixed overhead"]?.time.value
    }
    #expect(zip(times, [50e-6, 100e-6, 25e-6]).allSatisfy { isClose($0, $1) })
    #expect(isClose(costs.stepOverhead().time.value, 7e-6))
  }
}
