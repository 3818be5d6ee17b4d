import Models
import Quantities
import Testing
@testable import Costing

/// 10 tokens a GPU, 4 experts each. A dispatched token has 1,000 · (1 + 4/128) = 1,031.25 bytes (fp8 with scales), a
/// combined one 2,000. The imbalance is 1.5 among 32 GPUs and grows by 0.1 with every doubling: 1.3 among 8. Scale-up 100 GB/s at 0.5; leaf 10 GB/s at 0.8, the spine a quarter of it.
struct ExpertAllToAllTests {
  private static func layer(
    domains: Int = 1, _ calibration: Calibration? = nil, on cluster: SmallCluster = SmallCluster(),
    mixture: MixtureOfExperts = SmallModel.mixture()
  ) throws -> LayerCost {
    let kind = SmallModel.layer(SmallModel.groupedAttention, .mixture(mixture))
    let costs = try SmallCosts.costs([kind], on: cluster, calibration)
    return costs.layerCost(
      kind: 0, layout: SmallCosts.expertParallel(8, domains: domains), microBatch: 80 * domains)
  }

  private static var deduplicated: Calibration {
    get throws { try CalibrationText.calibration(CalibrationText.round, ["copies: perExpert": "copies: deduplicated"]) }
  }

  /// 4 copies, 7 of 8 to another GPU: 3.5 · 10 · 1,031.25 · 1.3 bytes / 50 GB/s = 0.9384375 us after 10 us of the kernel
  /// and 1 us of the links.
  @Test func oneCopyForEachExpertInsideADomain() throws {
    let layer = try Self.layer()
    let dispatch = try #require(layer["dispatch"])
    #expect(isClose(dispatch.transfer?.value, 0.9384375e-6))
    #expect(isClose(dispatch.time.value, 11.9384375e-6))
    #expect(isClose(dispatch.waiting(for: .scaleUp), 0.9384375e-6))
    #expect(isClose(layer["combine"]?.transfer?.value, 3.5 * 26_000 / 50e9))
  }

  /// 8 · (1 − (7/8)⁴) = 3.310546875 distinct GPUs, 7/8 of them others.
  @Test func oneCopyForEachDistinctGPU() throws {
    let combine = try Self.layer(Self.deduplicated)["combine"]
    #expect(isClose(combine?.transfer?.value, 3.310546875 * 7 / 8 * 26_000 / 50e9))
  }

  /// Two domains: 4 · 1/2 copies of 28 kB (imbalance 1.4) leave: 56 kB / 8 GB/s = 7 us, more than 4 · 7/8 · 1/2 inside =
  /// 0.98 us; after 20 us of the kernel and 2 us of the leaf.
  @Test func whatLeavesTheDomainLoadsTheNetworkCard() throws {
    let combine = try #require(try Self.layer(domains: 2)["combine"])
    #expect(isClose(combine.transfer?.value, 7e-6))
    #expect(isClose(combine.time.value, 29e-6))
    #expect(isClose(combine.waiting(for: .scaleOut), 7e-6) && combine.waiting(for: .scaleUp) == 0)
  }

  /// 2 · (1 − (1/2)⁴) = 1.875 distinct domains, half of them the other one; all 16 GPUs over their own links:
  /// 16 · (1 − (15/16)⁴) = 3.6406 · 7/8 copies, 1.784 us.
  @Test func oneCopyForEachDistinctDomain() throws {
    #expect(try isClose(Self.layer(domains: 2, Self.deduplicated)["combine"]?.transfer?.value, 0.9375 * 28_000 / 8e9))
  }

  /// Eight domains below two leaves, imbalance 1.6: 4 · 7/8 = 3.5 copies of 32 kB leave the domain (14 us), 4 · 1/2 = 2
  /// cross the spine at 2.5 GB/s · 0.8 (32 us).
  @Test func onlyWhatCrossesATierPaysItsOversubscription() throws {
    #expect(try isClose(Self.layer(domains: 8)["combine"]?.transfer?.value, 32e-6))
    // Four domains lie below one leaf, imbalance 1.5: 4 · 3/4 · 30 kB / 8 GB/s.
    #expect(try isClose(Self.layer(domains: 4)["combine"]?.transfer?.value, 11.25e-6))
  }

  /// Kernels take 10 us inside a domain and 20 us across. Two and four domains meet at a leaf, eight at the spine.
  @Test(arguments: [(1, 11e-6), (2, 22e-6), (4, 22e-6), (8, 23e-6)])
  func theHighestTierIsWaitedForOnceOnEachWay(domains: Int, latency: Double) throws {
    let layer = try Self.layer(domains: domains)
    for name in ["dispatch", "combine"] { #expect(isClose(layer[name]?.fixed?.value, latency)) }
  }

  /// A spine that answers after 1 ms adds 2 · 997 us to a layer of eight domains, and nothing to one of four.
  @Test func aSlowSpineDelaysWhatCrossesIt() throws {
    let slow = SmallCluster(latencies: [Seconds(1e-6), Seconds(2e-6), Seconds(1e-3)])
    let before = try Self.layer(domains: 8).time.value
    #expect(try isClose(Self.layer(domains: 8, on: slow).time.value, before + 1994e-6))
    #expect(try Self.layer(domains: 4, on: slow).time.value == Self.layer(domains: 4).time.value)
  }

  @Test func derivationsNameTheTierAndItsKernel() throws {
    let kind = SmallModel.layer(SmallModel.groupedAttention, .mixture(SmallModel.mixture()))
    let costs = try SmallCosts.costs([kind], recorder: .on)
    let layer = costs.layerCost(kind: 0, layout: SmallCosts.expertParallel(8, domains: 2), microBatch: 160)
    let latency = try #require(layer["dispatch"]?.fixed?.derivation)
    #expect(latency.name == "dispatch: latency")
    let keys = latency.operands.compactMap { $0.source?.key }
    #expect(keys.count == 2 && keys.contains("pools[pool].tiers[0].latency"))
    #expect(keys.contains { $0.hasSuffix("allToAll.scaleOutLatency") })
  }

  @Test func anEighthOfTheScaleOutTakesEightTimesAsLong() throws {
    let slow = SmallCluster(scaleOut: Bandwidth(10e9 / 8))
    for domains in [2, 4, 8, 16] {
      let plain = try #require(try Self.layer(domains: domains)["combine"]?.transfer?.value)
      #expect(try isClose(Self.layer(domains: domains, on: slow)["combine"]?.transfer?.value, 8 * plain))
    }
    #expect(try Self.layer(on: slow).time.value == Self.layer().time.value)
  }

  /// A fast network card leaves the links inside as what is waited for: 1.75 · 28 kB / 50 GB/s.
  @Test func theSlowestTierCounts() throws {
    let fast = SmallCluster(scaleOut: Bandwidth(1e12))
    let combine = try Self.layer(domains: 2, on: fast)["combine"]
    #expect(isClose(combine?.transfer?.value, 0.98e-6))
    #expect(isClose(combine?.waiting(for: .scaleUp), 0.98e-6))
  }

  /// 4 experts reach 4 · (1 − (3/4)⁴) = 2.734 of 4 domains; a token that may use 2 of 4 groups reaches 2. With 16 domains
  /// 16 · (1 − (15/16)⁴) = 3.641 are reached, and 2 groups are spread over 8: no limit.
  @Test func nodeLimitedRoutingLimitsTheDomains() throws {
    let limited = SmallModel.mixture(groups: 4, groupsPerToken: 2)
    let four = try Self.layer(domains: 4, Self.deduplicated, mixture: limited)["combine"]
    #expect(isClose(four?.transfer?.value, 2 * 0.75 * 30_000 / 8e9))
    let free = try Self.layer(domains: 16, Self.deduplicated)["combine"]
    let sixteen = try Self.layer(domains: 16, Self.deduplicated, mixture: limited)["combine"]
    #expect(sixteen?.transfer?.value == free?.transfer?.value)
  }

  /// bf16 experts are sent bf16 tokens.
  @Test func wideExpertsAreSentWideTokens() throws {
    var mixture = SmallModel.mixture()
    mixture.expertTensors = [SmallModel.tensor("expert", 1_000_000)]
    let layer = try Self.layer(mixture: mixture)
    #expect(layer["dispatch"]?.transfer?.value == layer["combine"]?.transfer?.value)
  }

  /// A latent mixture sends 250 elements instead of 1,000.
  @Test func theDispatchWidthTravels() throws {
    var mixture = SmallModel.mixture()
    mixture.dispatchWidth = 250
    #expect(try isClose(Self.layer(mixture: mixture)["combine"]?.transfer?.value, 3.5 * 6_500 / 50e9))
  }

  /// TP 2: each GPU sends half of its rank's tokens.
  @Test func tensorParallelRanksShareTheSending() throws {
    let costs = try SmallCosts.costs([SmallModel.mixtureLayer])
    let layout = StageLayout(domains: 1, gpusPerDomain: 8, tensorParallel: 2, expertTensorParallel: 1)
    let layer = costs.layerCost(kind: 0, layout: layout, microBatch: 80)
    #expect(isClose(layer["combine"]?.transfer?.value, 3.5 * 26_000 / 50e9))
  }
}
