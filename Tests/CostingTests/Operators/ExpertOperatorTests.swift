import Models
import Testing
@testable import Costing

/// 64 experts of 1 MB (fp8), 4 to a token. HBM 1 TB/s of which they reach 0.8; fp8 at 2 PFLOP/s, grouped products at 0.5 of
/// it, which wait for half of the reads.
struct ExpertOperatorTests {
  private static func cost(
    _ layout: StageLayout, batch: Int, _ changes: [String: String] = [:], imbalance: ExpertImbalance = .calibrated
  ) throws -> OperatorCost {
    let calibration = try CalibrationText.calibration(CalibrationText.round, changes)
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer], calibration, imbalance: imbalance)
    return try #require(costs.layerCost(kind: 0, layout: layout, microBatch: batch)["routed experts"])
  }

  /// 16 tokens miss an expert with (15/16)^16 = 0.35607, so 8 · 0.64393 = 5.15141 of a GPU's 8 are hit on average.
  @Test func anAverageGPUReadsTheExpertsThatAreHit() throws {
    let cost = try Self.cost(SmallCosts.expertParallel(8), batch: 16, ["expectedMaximum": "mean"])
    #expect(abs((cost.memory?.value ?? 0) - 5.15141e6 / 0.8e12) < 1e-11)
  }

  /// The fullest of 8 GPUs: 5.15141 + √(2 ln 8 · 5.15141 · 0.35607) = 5.15141 + 2.76202 = 7.9134 experts.
  @Test func theHottestGPUReadsMore() throws {
    let cost = try Self.cost(SmallCosts.expertParallel(8), batch: 16)
    #expect(abs((cost.memory?.value ?? 0) - 7.9134e6 / 0.8e12) < 1e-10)
    // 16 · 4 / 8 · 1.3 = 10.4 tokens arrive (1.5 among 32 GPUs is 1 + 0.5 · 3/5 among 8).
    #expect(abs((cost.compute?.value ?? 0) - 10.4 * 2e6 / 1e15) < 1e-12)
  }

  /// A token at each of a few experts streams their weights: 7.9134 MB at 0.8 TB/s are 9.89 us, and half of that with 0.02 us
  /// of products is less. HBM is what it waits for, and products could take 4.93 us longer.
  @Test func fewTokensWaitForWeights() throws {
    let cost = try Self.cost(SmallCosts.expertParallel(8), batch: 16)
    let read = 7.9134e6 / 0.8e12
    let products = 10.4 * 2e6 / 1e15
    #expect(abs(cost.time.value - read) < 1e-10)
    #expect(abs(cost.waiting(for: .hbm) - read) < 1e-10)
    #expect(cost.waiting(for: .compute) == 0)
    #expect(abs(cost.slack(of: .compute) - (read / 2 - products)) < 1e-10)
    #expect(cost.slack(of: .hbm) == 0)
  }

  /// 80,000 tokens: 4 · 80,000 / 8 · 1.3 = 52,000 arrive and take 104 us; the 8 MB take 10 us, half of which is waited for.
  @Test func manyTokensWaitForProductsAndHalfOfTheReads() throws {
    let cost = try Self.cost(SmallCosts.expertParallel(8), batch: 80_000)
    #expect(isClose(cost.time.value, 104e-6 + 5e-6))
    #expect(isClose(cost.waiting(for: .compute), 104e-6))
    #expect(isClose(cost.waiting(for: .hbm), 5e-6))
    #expect(isClose(cost.busy(.hbm), 10e-6))
    #expect(isClose(cost.slack(of: .hbm), 99e-6))
    #expect(cost.slack(of: .compute) == 0)
  }

  /// 32 tokens would give 6.99 + 1.92 of 8.
  @Test func noGPUReadsMoreExpertsThanItHas() throws {
    #expect(try isClose(Self.cost(SmallCosts.expertParallel(8), batch: 32).memory?.value, 8e6 / 0.8e12))
  }

  /// EP 1: 64 experts, 16 tokens hit 64 · 0.64393 = 41.211 of them; slices over 8 ranks are an eighth, and nothing is
  /// out of balance: 16 · 4 · 2e6 / 8 FLOP.
  @Test func slicedExpertsAreReadByEveryRank() throws {
    let cost = try Self.cost(SmallCosts.sliced(8), batch: 16)
    #expect(abs((cost.memory?.value ?? 0) - 41.2113e6 / 8 / 0.8e12) < 1e-11)
    #expect(abs((cost.compute?.value ?? 0) - 64 * 2e6 / 8 / 1e15) < 1e-12)
  }

  /// 64 experts over 24 GPUs: some hold 3 against a mean of 2.667, so 1.125 at least; the calibration's
  /// 1 + 0.5 · ln 24 / ln 32 = 1 + 0.5 · (3 + 1.5849625007) / 5 = 1.45849625007 is more.
  @Test func expertsThatDoNotDivideAreOutOfBalance() throws {
    let layout = SmallCosts.expertParallel(8, domains: 3)
    let many = 240_000
    let calibrated = try Self.cost(layout, batch: many)
    let expected = 4 * 240_000 / 24 * 1.45849625007 * 2e6 / 1e15
    #expect(abs((calibrated.compute?.value ?? 0) - expected) < 1e-10 * expected)
    let balanced = try Self.cost(layout, batch: many, ["experts: {value: 1.5,": "experts: {value: 1,"])
    #expect(isClose(balanced.compute?.value, 4 * 240_000.0 / 24 * 1.125 * 2e6 / 1e15))
  }

  /// A load file's figure replaces the calibration's.
  @Test func expertLoadsSetTheImbalance() throws {
    let loads = ExpertImbalance(byExpertParallel: [8: 2], file: "loads.json")
    let cost = try Self.cost(SmallCosts.expertParallel(8), batch: 800, imbalance: loads)
    #expect(isClose(cost.compute?.value, 4 * 800.0 / 8 * 2 * 2e6 / 1e15))
  }

  /// 8 copies more, 72 on 8 GPUs: each sees 64/72 of the tokens that its expert alone would, 16 · 8/9 = 14.2222, which miss
  /// it with (15/16)^14.2222 = 0.399364, so 9 · 0.600636 = 5.40572 of a GPU's 9 are read. With many tokens all 9 are.
  @Test func copiesAreReadOnlyWhereTokensReachThem() throws {
    let layout = SmallCosts.expertParallel(8).with(redundantExperts: 8)
    let few = try Self.cost(layout, batch: 16, ["expectedMaximum": "mean"])
    #expect(abs((few.memory?.value ?? 0) - 5.40572e6 / 0.8e12) < 1e-11)
    let many = try Self.cost(layout, batch: 80_000, ["expectedMaximum": "mean"])
    #expect(isClose(many.memory?.value, 9e6 / 0.8e12))
  }

  /// A load's figure for 24 GPUs counts as it is where the experts were placed by it: ranks with 3 of them are no busier
  /// than those with 2. The one for 8 copies is another.
  @Test func placedExpertsAreAsUnevenAsTheyAre() throws {
    let layout = SmallCosts.expertParallel(8, domains: 3)
    let placed = ExpertImbalance(
      byDivision: [
        .init(expertParallel: 24): 1.05, .init(expertParallel: 24, redundantExperts: 8): 1.01,
      ], file: "loads.json", isPlaced: true)
    let many = 240_000
    let plain = try Self.cost(layout, batch: many, imbalance: placed)
    #expect(isClose(plain.compute?.value, 4 * 240_000.0 / 24 * 1.05 * 2e6 / 1e15))
    let copied = try Self.cost(layout.with(redundantExperts: 8), batch: many, imbalance: placed)
    #expect(isClose(copied.compute?.value, 4 * 240_000.0 / 24 * 1.01 * 2e6 / 1e15))
  }

  /// The router (64,000 weights on every rank) and the shared expert (1 M over the ranks), bf16.
  @Test func routerAndSharedExpertsPassEveryToken() throws {
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    let cost = costs.layerCost(kind: 0, layout: SmallCosts.sliced(4), microBatch: 100)["router and shared experts"]
    #expect(isClose(cost?.memory?.value, (64_000 + 250_000) * 2 / 0.5e12))
    #expect(isClose(cost?.compute?.value, (64_000 + 250_000) * 2 * 100 / 0.5e15))
  }
}
