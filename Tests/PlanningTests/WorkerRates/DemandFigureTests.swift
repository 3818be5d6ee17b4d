import Clusters
import Costing
import Optimization
import Planning
import Plans
import Quantities
import Testing

@Suite("Figures at the demand")
struct DemandFigureTests {
  private static let models = [
    [TinyModel.kinds[0], TinyModel.kinds[0]],
    [TinyModel.kinds[3], TinyModel.kinds[2], TinyModel.kinds[2], TinyModel.kinds[2]],
  ]

  /// What one worker does at a part of its rate is what a prediction of a deployment of one says at as many arrivals. Those
  /// settle within 2e-4, which near the capacity of a worker means more for its times.
  @Test(arguments: models.indices, [0, 0.5])
  func workersAgreeWithPredictions(index: Int, hits: Double) throws {
    let request = try WorkerRatingRequest.tiny(
      Self.models[index], TinyCluster(), first: 0.5, token: 0.02, hits: hits)
    let pricing = try WorkerPricing(request.serving(.aggregated(WorkerGroup()), poolIndex: 0, requestsPerSecond: 1))
    var compared = 0
    for worker in try WorkerRater(request).rates().workers(poolIndex: 0, role: .mixed) {
      let mixed = try #require(pricing.mixed(worker.group))
      for share in [0.03, 0.3, 0.8, 0.97] {
        let rate = share * worker.requestsPerSecond
        let load = mixed.load(serving: rate, atMost: worker.sequencesPerRank)
        let state = mixed.state(atLoad: load)
        let serving = request.serving(.aggregated(worker.group), poolIndex: 0, requestsPerSecond: rate)
        let predicted = try ServingModel(serving).prediction(recorder: .off)
        let tolerance = share > 0.9 ? 1e-2 : 2e-3
        #expect(abs(state.requestsPerSecond / rate - 1) < 1e-6)
        #expect(abs((state.timePerOutputToken ?? 0) / (predicted.timePerOutputToken?.value ?? 1) - 1) < tolerance)
        #expect(abs((state.timeToFirstToken ?? 0) / (predicted.timeToFirstToken?.value ?? 1) - 1) < tolerance)
        #expect((state.timePerOutputToken ?? 1) <= (worker.timePerOutputToken ?? 0) * (1 + 1e-9))
        compared += 1
      }
    }
    #expect(compared > 4)
  }

  private static func kind(_ role: WorkerRole, _ count: Int, rate: Double, pool: String = "pool") -> ComposedWorkers {
    ComposedWorkers(
      model: "chat", pool: pool, role: role, layout: "TP1", degrees: nil, gpus: 1, gpusPerDomain: 1,
      requestsPerSecond: rate, timeToFirstToken: nil, timePerOutputToken: nil, load: nil, handover: nil, count: count,
      domains: [])
  }

  /// A mixed worker of 2 requests/s, two prefill of 3 and a decode of 4 serve 2 + 4 = 6. Of a demand of 3 each gets a half: the
  /// mixed one 1, decode 2, and each prefill 1, as two thirds of theirs go through decode. 54 USD/h for 3 · 1,000 · 3,600 =
  /// 10.8 M tokens are 5 USD for a million.
  @Test func trafficSpreadsInProportion() throws {
    let kinds = [Self.kind(.mixed, 1, rate: 2), Self.kind(.prefill, 2, rate: 3), Self.kind(.decode, 1, rate: 4)]
    let model = ServedModel(name: "chat", outputTokens: 1000, requestsPerSecond: 3)
    let spread = DemandSpread(kinds, models: [model], cluster: try ClusterCase(nodes: 4).cluster())
    let rates = kinds.indices.map { spread.requestsPerSecond($0) ?? 0 }
    #expect(zip(rates, [1, 1, 2]).allSatisfy { abs($0 - $1) < 1e-12 })
    let figures = try #require(ModelAtDemand(model, served: 6, workers: kinds, costPerHour: 54))
    #expect(figures.utilisation == 0.5)
    #expect(abs((figures.costPerMillionTokens ?? 0) - 5) < 1e-12)
  }

  /// What is not served has no figures.
  @Test func aDemandThatIsNotServedHasNone() throws {
    let kinds = [Self.kind(.mixed, 1, rate: 2)]
    for demand in [2.5, nil] {
      let model = ServedModel(name: "chat", outputTokens: 1000, requestsPerSecond: demand)
      let spread = DemandSpread(kinds, models: [model], cluster: try ClusterCase(nodes: 4).cluster())
      #expect(spread.requestsPerSecond(0) == nil)
      #expect(ModelAtDemand(model, served: 2, workers: kinds, costPerHour: 1) == nil)
    }
  }
}
