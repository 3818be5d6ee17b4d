import Foundation
import Models
import Testing
@testable import Costing

/// 64 experts of 1 MB on 8 GPUs, 4 to a token; HBM 1 TB/s of which they reach 0.8. What an average GPU reads of its 8.
struct ExpertPopularityTests {
  private static func expertsHit(variation: Double, tokens: Int = 16, fullest: Bool = false) throws -> Double {
    var changes = ["expertPopularityVariation: {value: 0,": "expertPopularityVariation: {value: \(variation),"]
    if !fullest { changes["expectedMaximum"] = "mean" }
    let calibration = try CalibrationText.calibration(CalibrationText.round, changes)
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer], calibration)
    let layer = costs.layerCost(kind: 0, layout: SmallCosts.expertParallel(8), microBatch: tokens)
    return try #require(layer["routed experts"]?.memory?.value) * 0.8e12 / 1e6
  }

  /// Of 16 tokens an expert gets λ = −16 ln(15/16) = 1.032616 on average. Varying as much as their mean (a gamma of shape 1),
  /// 1 / (1 + λ) = 0.491977 are missed; varying by half (shape 4), (1 + λ/4)⁻⁴ = 0.399084; equally popular ones (15/16)^16 =
  /// 0.356074.
  @Test(arguments: [(1.0, 8 * 0.508023), (0.5, 8 * 0.600916), (0.0, 8 * 0.643926)])
  func unpopularExpertsAreMissed(variation: Double, expected: Double) throws {
    #expect(try isClose(Self.expertsHit(variation: variation), expected, within: 1e-5))
  }

  /// Popularity that hardly varies is as good as none.
  @Test func littleVariationIsNearlyNone() throws {
    let hit = try Self.expertsHit(variation: 1e-3)
    let uniform = try Self.expertsHit(variation: 0)
    #expect(hit <= uniform && isClose(hit, uniform, within: 1e-5))
  }

  @Test(arguments: [1, 4, 16, 64, 400])
  func theMoreItVariesTheFewerAreHit(tokens: Int) throws {
    for fullest in [false, true] {
      let hits = try [0, 0.01, 0.1, 0.3, 0.7, 1, 2, 5].map {
        try Self.expertsHit(variation: $0, tokens: tokens, fullest: fullest)
      }
      #expect(hits.allSatisfy { $0 > 0 && $0 <= 8 * (1 + 1e-12) })
      #expect(zip(hits, hits.dropFirst()).allSatisfy { $0 >= $1 * (1 - 1e-12) }, "\(hits)")
    }
  }

  @Test func moreTokensHitMoreExperts() throws {
    for variation in [0, 0.5, 1.5] {
      let hits = try [1, 2, 5, 20, 100, 1000, 100_000].map { try Self.expertsHit(variation: variation, tokens: $0) }
      #expect(zip(hits, hits.dropFirst()).allSatisfy { $0 < $1 || $1 > 8 - 1e-9 }, "\(hits)")
    }
  }

  /// 1.5 among 32 GPUs: 0.1 for each doubling. One GPU has nothing to balance.
  @Test(arguments: [(1, 1.0), (2, 1.1), (8, 1.3), (32, 1.5), (64, 1.6), (1024, 2.0)])
  func imbalanceGrowsWithTheLogarithmOfEP(expertParallel: Int, expected: Double) throws {
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    let leaf = ExpertImbalance.calibrated.leaf(ExpertParallelism(expertParallel: expertParallel), costs.figures)
    #expect(isClose(leaf.value, expected))
  }

  @Test func balancedRoutingIsEven() throws {
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    let balanced = ExpertImbalance.balanced(file: "test")
    for expertParallel in [1, 2, 72, 320] {
      #expect(balanced.leaf(ExpertParallelism(expertParallel: expertParallel), costs.figures).value == 1)
    }
  }
}
