import Clusters
import Models
import Quantities
import Testing
@testable import Costing

/// What a recorded prediction says about itself.
struct ServingDerivationTests {
  /// Beside those of a step: √12 of evenly spread lengths, what is not believed of a queue, and what simulation found of
  /// chance in a closed loop.
  private static let constants = DerivationAudit.constants.union([0.95, 0.03, 12.0.squareRoot()])

  private static let deployments: [Deployment] = [
    .aggregated(WorkerGroup(workers: 2, dataParallel: 8, expertParallel: 8)),
    .disaggregated(
      prefill: WorkerGroup(workers: 2, dataParallel: 2), decode: WorkerGroup(dataParallel: 16, expertParallel: 16)),
    .decodeOnly(WorkerGroup(tensorParallel: 8)), .prefillOnly(WorkerGroup(tensorParallel: 8)),
  ]

  private static func request(
    _ deployment: Deployment, _ load: Traffic.Load, runtime: String, calibration: Calibration
  ) throws -> ServingRequest {
    var traffic = Traffic(inputTokens: 9000, outputTokens: 400, prefixCacheHitRate: 0.25, load: load)
    traffic.requests = 512
    return ServingRequest(
      model: try ModelCatalogue.model(named: "deepseek-ai/DeepSeek-V3"),
      cluster: try ClusterReference("dgx-h100-superpod-1-su").read(), deployment: deployment, traffic: traffic,
      speculation: Speculation(draftTokens: 2, acceptance: 0.7), overlapsTwoBatches: runtime == "sglang",
      runtime: runtime, calibration: calibration)
  }

  @Test(arguments: deployments.indices, ["vllm", "sglang"])
  func everyNodeFollowsFromItsOperandsAndEveryLeafHasASource(index: Int, runtime: String) throws {
    let calibration = try Calibration.shipped("default")
    for load in [Traffic.Load.concurrency(64), .concurrency(3000), .requestsPerSecond(2)] {
      let request = try Self.request(Self.deployments[index], load, runtime: runtime, calibration: calibration)
      let model = try ServingModel(request)
      let recorded = try model.prediction()
      let plain = try model.prediction(recorder: .off)
      let times = [recorded.timeToFirstToken, recorded.timePerOutputToken].compactMap(\.self)
      #expect(times.map(\.value) == [plain.timeToFirstToken, plain.timePerOutputToken].compactMap { $0?.value })
      #expect(!times.isEmpty)
      DerivationAudit.check(
        times.map(\.derivation), constants: Self.constants, "\(Self.deployments[index]), \(load)")
    }
  }

  /// The same calibration on small models with waiting for room.
  @Test(arguments: [nil, "apart"])
  func waitingIsExplainedToo(runtime: String?) throws {
    for deployment in Self.deployments.prefix(2) {
      for clients in [1.0, 90, 30_000] {
        var request = try SmallServing.request(deployment, .concurrency(clients), runtime: runtime)
        request.cluster = SmallCluster(memory: .init(4e9)).cluster
        let prediction = try ServingModel(request).prediction()
        DerivationAudit.check(
          [prediction.timeToFirstToken?.derivation, prediction.timePerOutputToken?.derivation],
          constants: Self.constants, "\(clients) clients")
      }
    }
  }
}
