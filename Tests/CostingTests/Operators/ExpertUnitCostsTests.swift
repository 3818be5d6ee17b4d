import Models
import Testing
@testable import Costing

/// What experts cost by unit: 16 GPUs in two domains with 10 tokens each and 4 experts a token, as for `ExpertAllToAllTests`.
struct ExpertUnitCostsTests {
  private static func costs(_ kind: LayerKind) throws -> CostModel { try SmallCosts.costs([kind], on: SmallCluster()) }

  private static let layout = SmallCosts.expertParallel(8, domains: 2)

  /// A token goes with 1,031.25 bytes and returns with 2,000: 7/8 of them over scale-up links at 50 GB/s, all of them over
  /// a NIC at 8 GB/s.
  @Test func waysOfATokenAreThoseOfTheAllToAll() throws {
    let kind = SmallModel.layer(SmallModel.groupedAttention, .mixture(SmallModel.mixture()))
    let unit = try #require(try Self.costs(kind).expertUnits(kind: 0, layout: Self.layout, sequencesPerRank: 10))
    #expect(isClose(unit.tokens, 160))
    #expect(isClose(unit.perArrival, 7 / 8 * 3_031.25 / 50e9))
    #expect(isClose(unit.perCopy, 3_031.25 / 8e9))
  }

  /// Units times what there is of them are the operator: 160 · 4 / 16 = 40 expert tokens on a GPU, 1.4 times that on the
  /// hottest, and E / 16 experts, rounded up.
  @Test func unitsMakeUpTheOperator() throws {
    let mixture = SmallModel.mixture()
    let costs = try Self.costs(SmallModel.layer(SmallModel.groupedAttention, .mixture(mixture)))
    let unit = try #require(costs.expertUnits(kind: 0, layout: Self.layout, sequencesPerRank: 10))
    let routed = try #require(costs.layerCost(kind: 0, layout: Self.layout, microBatch: 160)["routed experts"])
    let products = try #require(routed.compute?.value) + (routed.exposedReads?.value ?? 0)
    #expect(isClose(products, unit.perToken * 40 * 1.4))
    let held = Double((mixture.expertCount + 15) / 16)
    #expect(isClose(routed.memory?.value, unit.perExpert * held))
  }

  @Test func layersWithoutExpertsHaveNone() throws {
    let costs = try Self.costs(SmallModel.layer(SmallModel.groupedAttention, .none))
    #expect(costs.expertUnits(kind: 0, layout: Self.layout, sequencesPerRank: 10) == nil)
  }
}
