import Clusters
import Models
import Quantities
import Testing
@testable import Costing

/// One worker of one GPU, with prompts of 1,000 tokens and 10 tokens after the first; figures as in `RegimeTests`.
struct WorkerPricingTests {
  private static func pricing(_ runtime: String? = nil) throws -> WorkerPricing {
    try WorkerPricing(SmallServing.request(.aggregated(WorkerGroup()), .concurrency(1), runtime: runtime))
  }

  /// A step with ten sequences takes 317 us, so that each is there for 3.17 ms.
  @Test func decodeFinishesWhatItsBatchDoes() throws {
    let worker = try #require(try Self.pricing().decode(WorkerGroup()))
    let state = worker.state(atLoad: 10)
    #expect(isClose(state.timePerOutputToken, 317e-6))
    #expect(isClose(state.requestsPerSecond, 10 / 3170e-6))
    #expect(state.timeToFirstToken == nil && worker.fits)
    // One sequence: 16 + 3.2 + 12 + 57 + 200 us.
    #expect(isClose(worker.timePerOutputTokenAlone, 288.2e-6))
  }

  /// Half of its time at work: a prompt every 586 us, each waits half of a service of 293 us. 22 ms in the host.
  @Test func prefillWaitsMoreTheMoreItWorks() throws {
    let worker = try #require(try Self.pricing().prefill(WorkerGroup(), handover: 50.2e-3))
    let state = worker.state(atLoad: 0.5)
    #expect(isClose(state.requestsPerSecond, 0.5 / 293e-6))
    #expect(isClose(state.timeToFirstToken, (22_000 + 293 + 50_200 + 146.5) * 1e-6))
    #expect(state.timePerOutputToken == nil && !state.isSaturated)
  }

  /// Ten sequences beside a prompt: TPOT 325.28 us, so that a request comes every 325.28 us and its 8.28 us of prefill are
  /// ρ = 8.28 / 325.28 of the time: it waits 8.28 · ρ / (2 (1 − ρ)).
  @Test func aMixedWorkerTakesWhatItsBatchFinishes() throws {
    let worker = try #require(try Self.pricing().mixed(WorkerGroup()))
    let state = worker.state(atLoad: 10)
    let utilisation = 8.28 / 325.28
    let wait = 8.28 * utilisation / (2 * (1 - utilisation))
    #expect(isClose(state.timePerOutputToken, 325.28e-6))
    #expect(isClose(state.requestsPerSecond, 1 / 325.28e-6))
    #expect(isClose(state.timeToFirstToken, (22_000 + 3 * 325.28 + 325.28 + wait) * 1e-6))
    #expect(isClose(state.prefillUtilisation, utilisation, within: 1e-9))
  }

  /// The cache of 1.6 MB over 10 GB/s · 0.8 after 50 ms and 2 us of the leaf.
  @Test func cachesAreHandedOver() throws {
    let pricing = try Self.pricing()
    #expect(isClose(pricing.handover(from: pricing, to: WorkerGroup()), 50.202e-3))
  }

  /// Between pools over an interconnect of 4 GB/s · 0.8 that answers after 5 us instead of the 2 us of the leaf, and not at all where there is none.
  @Test func cachesCrossTheInterconnect() throws {
    var request = try SmallServing.request(
      .disaggregated(prefill: WorkerGroup(), decode: WorkerGroup()), .requestsPerSecond(1))
    let pool = request.cluster.pools[0]
    func connected(_ bandwidth: Double?) -> Cluster {
      Cluster(
        name: "two", file: "two.yaml", description: "", pools: [pool, pool],
        interconnect: bandwidth.map {
          ScaleOutTier(
            name: "interconnect", gpusPerGroup: 2 * pool.gpuCount, bandwidth: Bandwidth(2 * $0), oversubscription: 2,
            latency: Seconds(5e-6))
        })
    }
    request.prefillPoolIndex = 1
    for (bandwidth, expected) in [(4e9, 50.505e-3), (100e9, 50.205e-3)] {
      request.cluster = connected(bandwidth)
      let first = try #require(ServingModel(request).prediction(recorder: .off).timeToFirstToken).value
      request.prefillPoolIndex = 0
      let near = try #require(ServingModel(request).prediction(recorder: .off).timeToFirstToken).value
      request.prefillPoolIndex = 1
      #expect(isClose(first - near, expected - 50.202e-3, within: 1e-6))
    }
    request.cluster = connected(nil)
    #expect(throws: (any Error).self) { try ServingModel(request) }
  }

  /// Experts of 8 on 3 GPUs would need shares of an expert.
  @Test func degreesThatDoNotDivideHaveNoPrice() throws {
    #expect(try Self.pricing().decode(WorkerGroup(dataParallel: 3, expertParallel: 2)) == nil)
  }
}
