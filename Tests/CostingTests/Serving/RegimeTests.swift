import Models
import Quantities
import Testing
@testable import Costing

/// Times at a given operating point: ten sequences of 1,000 tokens in decode on one GPU, a request every 10 ms, five clients
/// that send 20 requests. A step of decode takes 16 + 32 + 12 + 57 + 200 = 317 us.
struct RegimeTests {
  private static let point = OperatingPoint(interval: 10e-3, sequencesPerRank: 10)

  private static func aggregated(_ runtime: String?, clients: Double = 5) throws -> ServingTimes {
    AggregatedServing(
      worker: try SmallServing.worker(runtime: runtime), traffic: SmallServing.traffic(clients: clients),
      outputTokens: 10
    ).times(at: point)
  }

  private static func disaggregated(_ traffic: Traffic) throws -> ServingTimes {
    DisaggregatedServing(
      prefill: try SmallServing.worker(), decode: try SmallServing.worker(), traffic: traffic, outputTokens: 10
    ).times(at: point)
  }

  /// A prompt beside ten sequences makes a step of 1,010 tokens: projections 16.16 us, feed-forward 12.12 us, scores 8 us:
  /// 8.28 us more, which four clients of five cause: TPOT = 317 + 4 / 5 · 10 · 8.28 / 10. TTFT = 20 ms + 1,000 · 2 us, three
  /// tokens' time, its own step of 325.28 us, and of the crowd (5 / 20) / 2 · 4 · 8.28 us.
  @Test func promptsShareTheStepsOfDecode() throws {
    let times = try Self.aggregated(nil)
    #expect(isClose(times.timePerOutputToken.value, 323.624e-6))
    #expect(isClose(times.timeToFirstToken.value, (22_000 + 3 * 323.624 + 325.28 + 0.125 * 4 * 8.28) * 1e-6))
    #expect(isClose(times.prefillUtilisation, 8.28e-6 / 10e-3, within: 1e-9))
  }

  /// A step of its own for the prompt: 16 + 8 + 12 + 57 + 200 = 293 us, while decode waits.
  @Test func promptsHaveStepsOfTheirOwn() throws {
    let times = try Self.aggregated("apart")
    #expect(isClose(times.timePerOutputToken.value, (317 + 0.8 * 293) * 1e-6))
    #expect(isClose(times.timeToFirstToken.value, (22_000 + 3 * (317 + 0.8 * 293) + 293 + 0.125 * 4 * 293) * 1e-6))
  }

  /// One client finds nobody before it, and no prompt of others delays its tokens.
  @Test func oneClientIsNoCrowd() throws {
    let mixed = try Self.aggregated(nil, clients: 1)
    #expect(isClose(mixed.timePerOutputToken.value, 317e-6))
    #expect(isClose(mixed.timeToFirstToken.value, (22_000 + 3 * 317 + 325.28) * 1e-6))
    let apart = try Self.aggregated("apart", clients: 1)
    #expect(isClose(apart.timePerOutputToken.value, 317e-6))
    #expect(isClose(apart.timeToFirstToken.value, (22_000 + 3 * 317 + 293) * 1e-6))
  }

  /// Where the first token leaves with every tenth step, five pass on average instead of three.
  @Test func aSchedulerMayLookAtItsQueueSeldom() throws {
    let worker = try SmallServing.worker()
    let seldom = WorkerModel(
      costs: worker.costs, group: worker.group, layout: worker.layout, speculation: nil, overlapsTwoBatches: false,
      scheduler: SchedulerSettings(stepsBetweenAdmissions: 10), lengthVariation: nil)
    let times = AggregatedServing(worker: seldom, traffic: SmallServing.traffic(clients: 1), outputTokens: 10)
      .times(at: Self.point)
    #expect(isClose(times.timeToFirstToken.value, (22_000 + 5 * 317 + 325.28) * 1e-6))
  }

  /// Prefill alone takes 293 us in full steps as well as alone. The host takes five prompts one after the other: 22 ms +
  /// 2 ms · 5 · 0.125. The cache of 1.6 MB arrives over 10 GB/s · 0.8 after 50 ms and 2 us of the leaf: 50.202 ms. Of the crowd: busy =
  /// 2 · 5 · 293 / 3,170, 293 · 5 · (0.125 + 0.03 · busy) us. A single prefill worker makes nobody wait by chance.
  @Test func requestsPassFromPrefillToDecode() throws {
    let times = try Self.disaggregated(SmallServing.traffic())
    let crowd = 293 * 5 * (0.125 + 0.03 * (2930.0 / 3170))
    #expect(isClose(times.timePerOutputToken.value, 317e-6))
    #expect(isClose(times.timeToFirstToken.value, (23_250 + 293 + 50_202 + crowd) * 1e-6))
    #expect(isClose(times.prefillUtilisation, 0.0293, within: 1e-9))
  }

  /// Every further client of a loop that runs for ever waits for one more prefill: clients · 293 us − time in decode. Host,
  /// prefill and handover only shorten the wait: 400 · 293 − 10 · 317 us.
  @Test func aLoopThatPrefillLimitsWaitsForIt() throws {
    let times = try [400.0, 500, 1000].map {
      try Self.disaggregated(SmallServing.traffic(clients: $0, requests: nil)).timeToFirstToken.value
    }
    #expect(isClose(times[0], (117_200 - 3170) * 1e-6))
    #expect(isClose(times[1] - times[0], 100 * 293e-6, within: 1e-9))
    #expect(isClose(times[2] - times[0], 600 * 293e-6, within: 1e-9))
    // Twice the time in decode is that much less of waiting: 20 tokens instead of 10, of 317 us each.
    let longer = DisaggregatedServing(
      prefill: try SmallServing.worker(), decode: try SmallServing.worker(),
      traffic: SmallServing.traffic(clients: 400, requests: nil), outputTokens: 20
    ).times(at: Self.point).timeToFirstToken.value
    #expect(isClose(times[0] - longer, 10 * 317e-6, within: 1e-9))
  }

  /// An open loop: M/D/1 before prefill. 293 us every 10 ms is 2.93 %: 293 · 0.0293 / (2 · 0.9707) us.
  @Test func arrivalsQueueBeforePrefill() throws {
    var traffic = SmallServing.traffic()
    traffic.load = .requestsPerSecond(100)
    let times = try Self.disaggregated(traffic)
    let wait = 293 * 0.0293 / (2 * 0.9707)
    #expect(isClose(times.timeToFirstToken.value, (22_000 + 293 + 50_202 + wait) * 1e-6))
  }

  /// The pool's queue: ρ = 0.5 waits half of a service, ρ = 0.9 four and a half, and more than 0.95 is not believed.
  @Test(arguments: [(2.0, 0.5), (1 / 0.9, 4.5), (1.0, 9.5), (0.1, 9.5)])
  func waitingGrowsWithUtilisation(interval: Double, services: Double) {
    let service = Explained(Seconds(3))
    let utilisation = Queueing.utilisation(service, interval: Explained(Seconds(3 * interval)))
    #expect(isClose(Queueing.wait(service, utilisation: utilisation).value, 3 * services, within: 1e-9))
  }

  /// 12 clients and room for 5: a client waits 12/5 − 1 of the time in decode, less what it spends before.
  @Test func clientsWaitForRoom() throws {
    let worker = try SmallServing.worker()
    let loop = try #require(ClientLoop(SmallServing.traffic(clients: 12, requests: nil), recorder: .off))
    func wait(before: Double, limit: Double = 5) -> Double? {
      worker.waitForRoom(
        loop, ranks: 1, limit: limit, outputTokens: 10, perToken: Explained(Seconds(0.1)),
        before: Explained(Seconds(before)))?.value
    }
    #expect(isClose(wait(before: 0.4), 1.0))
    #expect(wait(before: 1.5) == nil && wait(before: 0, limit: 12) == nil)
  }
}
