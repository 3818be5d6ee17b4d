import Clusters
import Costing
import Planning
import Plans
import Quantities
import Testing

@Suite("What bounds a worker, what fills its HBM, how sure its times are")
struct WorkerPredictionTests {
  private func pricing(_ request: WorkerRatingRequest) throws -> WorkerPricing {
    try WorkerPricing(request.serving(.aggregated(WorkerGroup()), poolIndex: 0, requestsPerSecond: 1))
  }

  /// One layer on one H100 with the blackboard's figures, as RateOracleTests works it out: at 121.94 sequences 0.3 ms read
  /// 1,005 MB, of which 505.536 MB are weights and the rest KV; products of 121.94 tokens take far less, so that HBM is all
  /// that a step waits for, and more sequences would miss the TPOT.
  @Test func theBlackboardsDecode() throws {
    let request = try WorkerRatingRequest.tiny(
      [TinyModel.kinds[0]], TinyCluster(nodes: 1, gpusPerNode: 1), first: nil, token: 0.3e-3, calibration: "ideal")
    let worker = try #require(try WorkerRater(request).rates().workers(poolIndex: 0, role: .decode).first)
    let priced = try #require(try pricing(request).decode(worker.group))
    let model = ServedModel(name: "tiny", inputTokens: 900, outputTokens: 200, timePerOutputToken: 0.3e-3)
    let prediction = WorkerPrediction(
      priced, load: worker.sequencesPerRank, model: model, pool: request.cluster.pools[0])
    #expect(abs(prediction.step / 0.3e-3 - 1) < 1e-6)
    #expect(prediction.bottlenecks[0].resource == "hbm" && abs(prediction.bottlenecks[0].share - 1) < 1e-6)
    #expect(prediction.limit == .timePerOutputToken)
    let memory = prediction.memory
    // The embedding, 32,768,000 elements of 2 bytes, is held and not read.
    #expect(abs(memory.weights - 505.536e6 - 65.536e6) < 1e3)
    #expect(abs(memory.cache / (1005e6 - 505.536e6) - 1) < 1e-5)
    #expect(prediction.timeToFirstTokenRange == nil && prediction.timePerOutputTokenRange == nil)
  }

  private static let models = [
    [TinyModel.kinds[0], TinyModel.kinds[0]],
    [TinyModel.kinds[3], TinyModel.kinds[2], TinyModel.kinds[2], TinyModel.kinds[2]],
  ]

  /// Of every worker: parts of a step add up to it, HBM is never exceeded and nearly full where it is the limit, targets are
  /// reached where they are, and ranges are those of a prediction of the same deployment.
  @Test(arguments: models.indices, [5.5e9, 80e9])
  func lawsOfEveryWorker(index: Int, memory: Double) throws {
    let request = try WorkerRatingRequest.tiny(
      Self.models[index], TinyCluster(memory: .init(memory)), first: 0.4, token: 0.012)
    let rates = try WorkerRater(request).rates()
    let pricing = try pricing(request)
    let model = ServedModel(
      name: "tiny", inputTokens: 900, outputTokens: 200, timeToFirstToken: 0.4, timePerOutputToken: 0.012)
    for worker in rates.workers {
      let priced: (any LoadedWorker)? =
        switch worker.role {
        case .prefill: pricing.prefill(worker.group, handover: rates.handovers[0] ?? 0)
        case .decode: pricing.decode(worker.group)
        case .mixed: pricing.mixed(worker.group)
        }
      let load = worker.role == .prefill ? worker.prefillUtilisation : worker.sequencesPerRank
      let loaded = try #require(priced)
      let prediction = WorkerPrediction(
        loaded, load: load, model: model, pool: request.cluster.pools[0])
      let sum = prediction.bottlenecks.reduce(0) { $0 + $1.time }
      #expect(abs(sum / prediction.step - 1) < 1e-9)
      #expect(prediction.memory.free > -1e-6 * prediction.memory.usable)
      #expect(prediction.limit == worker.limit, "\(worker.role) \(worker.layout.name)")
      if prediction.limit == .memory { #expect(prediction.memory.free < 1e-5 * prediction.memory.usable) }
      guard worker.role == .mixed else { continue }
      let predicted = try ServingModel(
        request.serving(.aggregated(worker.group), poolIndex: 0, requestsPerSecond: worker.requestsPerSecond / 2)
      ).prediction(recorder: .off)
      for (subject, range) in [
        (ErrorRange.Subject.timeToFirstToken, prediction.timeToFirstTokenRange),
        (.timePerOutputToken, prediction.timePerOutputTokenRange),
      ] {
        let time = try #require(subject == .timeToFirstToken ? worker.timeToFirstToken : worker.timePerOutputToken)
        // The calibration has none for every kind.
        let expected = predicted.errors[subject]?.around(time)
        #expect((range == nil) == (expected == nil))
        #expect(abs((range?.low ?? 1) / (expected?.lowerBound ?? 1) - 1) < 1e-6)
        #expect(abs((range?.high ?? 1) / (expected?.upperBound ?? 1) - 1) < 1e-6)
      }
    }
    #expect(rates.workers.count > 3)
  }
}
