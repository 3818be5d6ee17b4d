import Costing
import Planning
import Plans
import Testing

@Suite("What a worker serves")
struct WorkerRateLawTests {
  private static let cases = [
    RatingCase(), RatingCase(hits: 0.3, runtime: "sglang"),
    RatingCase(model: "Llama-3.1-70B", cluster: "hgx-h200-4-nodes", token: 0.05),
    RatingCase(model: "Qwen/Qwen3-235B-A22B", cluster: "hgx-h200-4-nodes", input: 500, output: 300, first: nil),
    RatingCase(cluster: "mixed-gb200-h200", first: nil, token: nil, runtime: "vllm"),
  ]

  /// What a rate is known by.
  private struct Place: Hashable {
    let pool: Int
    let role: WorkerRole
    let footprint: WorkerFootprint

    init(_ worker: RatedWorker) {
      (pool, role, footprint) = (worker.poolIndex, worker.role, worker.footprint)
    }
  }

  /// The best of a footprint, by footprint: one each.
  private static func best(_ rates: WorkerRates) -> [Place: RatedWorker] {
    Dictionary(uniqueKeysWithValues: rates.workers.map { (Place($0), $0) })
  }

  /// TPOT of decode does not slow prefill, but who takes its caches may change; their handover is part of the TTFT.
  @Test(arguments: [(0.015, 0.03), (0.03, 0.06), (0.06, nil)] as [(Double, Double?)])
  func looserTargetsNeverLowerARate(tight: Double, loose: Double?) throws {
    for (first, later) in [(1.0, 2.0), (2.0, nil)] as [(Double, Double?)] {
      let before = try Self.best(RatingCase(first: first, token: tight).rates())
      let after = try Self.best(RatingCase(first: later, token: loose).rates())
      #expect(!before.isEmpty)
      for (place, worker) in before {
        let looser = try #require(after[place], "\(worker.role) \(worker.layout.name)")
        #expect(
          looser.requestsPerSecond >= worker.requestsPerSecond * (1 - 1e-6), "\(worker.role) \(worker.layout.name)")
      }
    }
  }

  /// An aggregated deployment of one worker meets the targets at its rate, and at 1 % more misses one or does not keep up.
  @Test(arguments: cases.indices)
  func aDeploymentOfOneKeepsUpWithItsRateAndNoMore(index: Int) throws {
    let request = try Self.cases[index].request()
    let workers = try WorkerRater(request).rates().workers.filter { $0.role == .mixed }
    #expect(!workers.isEmpty)
    for worker in workers {
      let accepted = try Self.accepts(request, .aggregated(worker.group), worker, worker.requestsPerSecond)
      #expect(accepted, "\(worker.layout.name)")
      let more = try Self.accepts(request, .aggregated(worker.group), worker, worker.requestsPerSecond * 1.01)
      #expect(!more, "\(worker.layout.name), \(worker.limit)")
    }
  }

  /// Whether a deployment fits, keeps up and meets the targets, by the predictions that `layline predict` makes.
  private static func accepts(
    _ request: WorkerRatingRequest, _ deployment: Deployment, _ worker: RatedWorker, _ rate: Double
  ) throws -> Bool {
    let serving = request.serving(deployment, poolIndex: worker.poolIndex, requestsPerSecond: rate)
    guard try DeploymentCheck(serving).refusal() == nil, try ServingCapacity(serving).refusal() == nil else {
      return false
    }
    return meets(try ServingModel(serving).prediction(recorder: .off), request.targets)
  }

  /// The loop is settled to 1e-7.
  private static func meets(_ prediction: ServingPrediction, _ targets: ServiceTargets) -> Bool {
    func within(_ time: Double?, _ target: Double?) -> Bool { (time ?? 0) <= (target ?? .infinity) * (1 + 1e-6) }
    return within(prediction.timeToFirstToken?.value, targets.timeToFirstToken?.value)
      && within(prediction.timePerOutputToken?.value, targets.timePerOutputToken?.value)
  }

  /// Any prefill workers beside any decode workers, as many as are in balance, serve what the lesser of both does.
  @Test(arguments: cases.indices)
  func prefillAndDecodeWorkersMayBePairedAtWill(index: Int) throws {
    let request = try Self.cases[index].request()
    let rates = try WorkerRater(request).rates()
    let prefill = rates.workers.filter { $0.role == .prefill }
    let decode = rates.workers.filter { $0.role == .decode }
    #expect(!prefill.isEmpty && !decode.isEmpty)
    for (number, first) in prefill.enumerated() {
      let second = decode[(number * 7 + 3) % decode.count]
      var (before, after) = (first.group, second.group)
      before.workers = 1 + number % 3
      after.workers = max(
        1, Int((Double(before.workers) * first.requestsPerSecond / second.requestsPerSecond).rounded()))
      let rate = min(
        Double(before.workers) * first.requestsPerSecond, Double(after.workers) * second.requestsPerSecond)
      let serving = request.serving(
        .disaggregated(prefill: before, decode: after), poolIndex: second.poolIndex, prefillPoolIndex: first.poolIndex,
        requestsPerSecond: rate)
      let prediction = try ServingModel(serving).prediction(recorder: .off)
      let pair = "\(before.workers) × \(first.layout.name) and \(after.workers) × \(second.layout.name)"
      #expect(Self.meets(prediction, request.targets), "\(pair)")
      #expect(!prediction.isSaturated, "\(pair)")
      #expect(prediction.sequencesPerRank < prediction.sequencesThatFit, "\(pair)")
    }
  }

  /// Whoever is offered holds its weights and a sequence at its longest, as `layline predict` sees it.
  @Test(arguments: cases.indices)
  func whatIsOfferedFits(index: Int) throws {
    let request = try Self.cases[index].request()
    for worker in try WorkerRater(request, selection: .all).rates().workers {
      let deployment: Deployment =
        switch worker.role {
        case .prefill: .prefillOnly(worker.group)
        case .decode: .decodeOnly(worker.group)
        case .mixed: .aggregated(worker.group)
        }
      let serving = request.serving(deployment, poolIndex: worker.poolIndex, requestsPerSecond: 1)
      #expect(try DeploymentCheck(serving).refusal() == nil, "\(worker.role) \(worker.layout.name)")
      #expect(worker.sequencesThatFit >= 1 && worker.sequencesPerRank < worker.sequencesThatFit)
      #expect(worker.gpus == worker.group.gpus)
    }
  }

  /// Two computations of the same, spread over the cores, are equal to the last bit.
  @Test func ratesAreDeterministic() throws {
    let rater = try WorkerRater(Self.cases[0].request())
    #expect(try rater.rates().workers == rater.rates().workers)
  }
}
