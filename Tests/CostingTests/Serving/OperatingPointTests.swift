import Models
import Testing
@testable import Costing

/// Where loops settle.
struct OperatingPointTests {
  private static let deployments: [Deployment] = [
    .aggregated(WorkerGroup()), .aggregated(WorkerGroup(workers: 2, dataParallel: 8, expertParallel: 8)),
    .disaggregated(prefill: WorkerGroup(workers: 2), decode: WorkerGroup(tensorParallel: 4)),
    .disaggregated(prefill: WorkerGroup(), decode: WorkerGroup(workers: 3, dataParallel: 4, expertParallel: 4)),
  ]
  private static let layers = [SmallModel.denseLayer, SmallModel.mixtureLayer]

  private static func prediction(
    _ deployment: Deployment, _ load: Traffic.Load, _ changes: [String: String] = [:], runtime: String? = nil
  ) throws -> ServingPrediction {
    try ServingModel(SmallServing.request(deployment, load, changes, layers: layers, runtime: runtime))
      .prediction(recorder: .off)
  }

  /// Little's law: clients = (TTFT + 10 · TPOT) / interval, and those in decode 10 · TPOT / interval.
  @Test(arguments: deployments.indices, [1, 7, 64, 900])
  func clientsAreEitherWaitingOrInDecode(index: Int, clients: Double) throws {
    for runtime in [nil, "apart"] {
      let deployment = Self.deployments[index]
      let prediction = try Self.prediction(deployment, .concurrency(clients), runtime: runtime)
      let interval = 11 / prediction.outputTokensPerSecond
      let (first, token) = try (
        #require(prediction.timeToFirstToken).value, #require(prediction.timePerOutputToken).value
      )
      #expect(isClose((first + 10 * token) / interval, clients, within: 1e-5))
      let ranks = Self.decodeRanks(deployment)
      #expect(isClose(prediction.sequencesPerRank * ranks, 10 * token / interval, within: 1e-5))
      #expect(prediction.sequencesPerRank <= prediction.sequencesThatFit)
    }
  }

  private static func decodeRanks(_ deployment: Deployment) -> Double {
    switch deployment {
    case .aggregated(let group), .disaggregated(_, let group), .decodeOnly(let group), .prefillOnly(let group):
      Double(group.workers * group.dataParallel)
    }
  }

  /// 4 GB of HBM, of which 3 GB are kept by the runtime, hold few caches of 3.2 MB beside the weights: the batch stays below,
  /// and the other clients wait.
  @Test func theBatchStaysBelowWhatFits() throws {
    for deployment in [Deployment.aggregated(WorkerGroup()), Self.deployments[2]] {
      var request = try SmallServing.request(
        deployment, .concurrency(4000), ["firstTokenSteps: {value: 3,": "firstTokenSteps: {value: 0,"],
        layers: Self.layers)
      request.cluster = SmallCluster(memory: .init(4e9)).cluster
      let prediction = try ServingModel(request).prediction(recorder: .off)
      #expect(prediction.sequencesThatFit > 10 && prediction.sequencesThatFit < 1000)
      #expect(prediction.sequencesPerRank <= prediction.sequencesThatFit)
      let interval = 11 / prediction.outputTokensPerSecond
      let first = try #require(prediction.timeToFirstToken).value
      let token = try #require(prediction.timePerOutputToken).value
      #expect(isClose((first + 10 * token) / interval, 4000, within: 1e-5))
    }
  }

  /// An open loop serves what arrives; requests in decode = rate · 10 · TPOT.
  @Test(arguments: deployments.indices, [0.1, 3, 40])
  func anOpenLoopServesWhatArrives(index: Int, rate: Double) throws {
    let deployment = Self.deployments[index]
    let prediction = try Self.prediction(deployment, .requestsPerSecond(rate))
    #expect(isClose(prediction.outputTokensPerSecond, 11 * rate))
    #expect(isClose(prediction.inputTokensPerSecond, 1000 * rate))
    let token = try #require(prediction.timePerOutputToken).value
    let resident = prediction.sequencesPerRank * Self.decodeRanks(deployment)
    #expect(isClose(resident, rate * 10 * token, within: 1e-5))
    #expect(!prediction.isSaturated)
  }

  /// More than a prefill worker can do is said: a request takes 293 us there and more, so 4,000 a second are too many.
  @Test func moreThanCanBeDoneIsSaid() throws {
    let deployment = Deployment.disaggregated(prefill: WorkerGroup(), decode: WorkerGroup(dataParallel: 8))
    #expect(try Self.prediction(deployment, .requestsPerSecond(4000)).isSaturated)
    #expect(try !Self.prediction(deployment, .requestsPerSecond(100)).isSaturated)
  }

  @Test(arguments: [nil, "apart"])
  func moreDecodeWorkersNeverSlowAToken(runtime: String?) throws {
    for clients in [1.0, 10, 200, 3000] {
      var last = (aggregated: Double.infinity, disaggregated: Double.infinity)
      for workers in [1, 2, 3, 4, 8, 16] {
        let aggregated = try Self.prediction(
          .aggregated(WorkerGroup(workers: workers)), .concurrency(clients), runtime: runtime)
        let disaggregated = try Self.prediction(
          .disaggregated(prefill: WorkerGroup(workers: 2), decode: WorkerGroup(workers: workers)),
          .concurrency(clients), runtime: runtime)
        let tokens = try (
          #require(aggregated.timePerOutputToken).value, #require(disaggregated.timePerOutputToken).value
        )
        // The loop is settled to a relative 1e-7.
        #expect(tokens.0 <= last.aggregated * (1 + 1e-6), "\(clients) clients, \(workers) workers")
        #expect(tokens.1 <= last.disaggregated * (1 + 1e-6), "\(clients) clients, \(workers) workers")
        last = tokens
      }
    }
  }

  /// Prefill alone at capacity: a full step of 1,000 tokens takes 293 us of a dense layer, 8 GPUs of DP side by side.
  @Test func prefillAloneWorksInFullSteps() throws {
    let request = try SmallServing.request(
      .prefillOnly(WorkerGroup(workers: 2, dataParallel: 4)), .concurrency(1))
    let prediction = try ServingModel(request).prediction(recorder: .off)
    #expect(isClose(prediction.timeToFirstToken?.value, 293e-6))
    #expect(isClose(prediction.inputTokensPerSecond, 8 * 1000 / 293e-6))
    #expect(prediction.timePerOutputToken == nil)
  }
}
