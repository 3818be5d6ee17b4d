import Quantities

/// Single workers of one model on one pool under one traffic. What every worker shares is worked out once.
public struct WorkerPricing: Sendable {
  private let request: ServingRequest
  /// On the mean context, without and with redundant experts.
  private let costs: [CostModel]
  /// On the longest contexts of prefill and of decode, for what fits.
  private let longest: (prompt: CostModel, sequence: CostModel)

  /// - Parameter request: Its deployment does not matter, and of its traffic only the shape does. `poolIndex` is the pool.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  public init(_ request: ServingRequest) throws {
    var request = request
    // Any open loop: no wave of clients.
    request.traffic.load = .requestsPerSecond(1)
    self.request = request
    let traffic = request.traffic
    func costs(_ context: Double, hasCopies: Bool = false) throws -> CostModel {
      try WorkerModel.costs(
        request, pool: request.poolIndex, context: context, hasCopies: hasCopies, recorder: .off)
    }
    self.costs = [
      try costs(traffic.meanContext), try costs(traffic.meanContext, hasCopies: true),
    ]
    let full = ReservedLength.full.tokens(input: traffic.inputTokens, output: traffic.outputTokens)
    longest = try (costs(traffic.inputTokens), costs(full))
  }

  /// A worker for prefill; `nil` where its degrees do not divide.
  /// - Parameter handover: Seconds that its caches take to decode.
  public func prefill(_ group: WorkerGroup, handover: Double) -> (some LoadedWorker)? {
    worker(group).map { worker in
      PrefillWorker(
        PrefillHalf(worker, traffic: request.traffic), handover: handover, longest: sized(worker, longest.prompt))
    }
  }

  /// A worker for decode; `nil` where its degrees do not divide.
  public func decode(_ group: WorkerGroup) -> (some LoadedWorker)? {
    worker(group).map { DecodeWorker($0, traffic: request.traffic, fits: limit($0, longest.sequence) >= 1) }
  }

  /// A worker for both; `nil` where its degrees do not divide.
  public func mixed(_ group: WorkerGroup) -> (some LoadedWorker)? {
    worker(group).map { MixedWorker($0, traffic: request.traffic, fits: limit($0, longest.sequence) >= 1) }
  }

  /// Seconds from the end of prefill to a place in the batch of a decode worker of this pool; `nil` where its degrees do not
  /// divide.
  /// - Parameter source: The pool that does prefill.
  public func handover(from source: WorkerPricing, to group: WorkerGroup) -> Double? {
    worker(group).map { CacheHandover.time(from: source.costs[0], to: $0).value }
  }

  private func worker(_ group: WorkerGroup) -> WorkerModel? {
    let costs = costs[group.redundantExperts > 0 ? 1 : 0]
    return WorkerModel.stageLayout(group, gpusPerDomain: costs.pool.gpusPerDomain).map {
      WorkerModel(request, group, layout: $0, costs: costs)
    }
  }

  /// Sequences of another length that fit.
  private func limit(_ worker: WorkerModel, _ costs: CostModel) -> Double {
    sized(worker, costs).residentLimit
  }

  /// The same worker with sequences of another length.
  private func sized(_ worker: WorkerModel, _ costs: CostModel) -> WorkerModel {
    WorkerModel(request, worker.group, layout: worker.layout, costs: costs)
  }
}

/// A worker that decodes what others prefilled.
private struct DecodeWorker: LoadedWorker {
  let worker: WorkerModel
  /// Tokens that it generates for a request; the first comes from prefill.
  private let outputTokens: Double
  let sequencesThatFit: Double
  let fits: Bool
  let highestLoad: Double

  init(_ worker: WorkerModel, traffic: Traffic, fits: Bool) {
    self.worker = worker
    self.fits = fits
    outputTokens = traffic.tokensAfterFirst
    sequencesThatFit = worker.residentLimit
    highestLoad = worker.mostSequences
  }

  var group: WorkerGroup { worker.group }
  var timePerOutputTokenAlone: Double? { worker.timePerOutputTokenAlone }

  /// - Parameter load: Sequences in decode on each rank. Little: rate = sequences / (output tokens · TPOT).
  func state(atLoad load: Double) -> WorkerState {
    let perToken = worker.timePerOutputToken(sequencesPerRank: load).value
    return WorkerState(
      requestsPerSecond: load * Double(group.dataParallel) / (outputTokens * perToken), timeToFirstToken: nil,
      timePerOutputToken: perToken, sequencesPerRank: load, prefillUtilisation: 0)
  }

  func step(atLoad load: Double) -> StepCost { worker.step(StepBatch(sequences: load)) }
  func memory(atLoad load: Double) -> MemoryUse { worker.memory(holding: load) }
  var errors: [ErrorRange.Subject: ErrorRange] { worker.errors(.apart) }
}

extension LoadedWorker {
  /// The load at which it serves so many requests/s: more load never serves less.
  /// - Parameter most: A load that serves as many or more; what it serves is not exceeded.
  public func load(serving requestsPerSecond: Double, atMost most: Double) -> Double {
    guard state(atLoad: most).requestsPerSecond > requestsPerSecond else { return most }
    var (low, high) = (0.0, most)
    while high - low > 1e-12 * high, high > 1e-12 * most {
      let middle = (low + high) / 2
      if state(atLoad: middle).requestsPerSecond < requestsPerSecond { low = middle } else { high = middle }
    }
    return high
  }
}

extension Traffic {
  /// Tokens generated after the first.
  var tokensAfterFirst: Double { max(1, outputTokens - 1) }
}

extension WorkerModel {
  /// Sequences that a rank takes at most: just below what its HBM holds and its scheduler admits.
  var mostSequences: Double {
    let most = min(residentLimit, scheduler.mostSequencesPerRank ?? .infinity, DecodeWorker.mostSequences)
    return most * DecodeWorker.shareOfLimit
  }

  /// TPOT with one sequence on one rank, in each micro-batch of a pipeline.
  var timePerOutputTokenAlone: Double {
    timePerOutputToken(
      sequencesPerRank: Double(group.pipelineParallel) / Double(group.dataParallel)
    ).value
  }
}

/// A worker that does prefill and decode.
private struct MixedWorker: LoadedWorker {
  private let serving: AggregatedServing
  let sequencesThatFit: Double
  let fits: Bool
  let highestLoad: Double

  init(_ worker: WorkerModel, traffic: Traffic, fits: Bool) {
    serving = AggregatedServing(worker: worker, traffic: traffic, outputTokens: traffic.tokensAfterFirst)
    self.fits = fits
    sequencesThatFit = worker.residentLimit
    highestLoad = worker.mostSequences
  }

  var group: WorkerGroup { serving.worker.group }
  var timePerOutputTokenAlone: Double? { serving.worker.timePerOutputTokenAlone }

  /// - Parameter load: Sequences in decode on each rank; how many arrivals keep them there follows from their TPOT.
  func state(atLoad load: Double) -> WorkerState {
    let (point, times) = serving.settled(sequencesPerRank: load)
    return WorkerState(
      requestsPerSecond: 1 / point.interval, timeToFirstToken: times.timeToFirstToken.value,
      timePerOutputToken: times.timePerOutputToken.value, sequencesPerRank: load,
      prefillUtilisation: times.prefillUtilisation)
  }

  func step(atLoad load: Double) -> StepCost { serving.worker.step(StepBatch(sequences: load)) }
  func memory(atLoad load: Double) -> MemoryUse { serving.worker.memory(holding: load) }
  var errors: [ErrorRange.Subject: ErrorRange] { serving.worker.errors(.aggregated) }
}

/// A worker that does prefill and hands its caches on.
private struct PrefillWorker: LoadedWorker {
  private let half: PrefillHalf
  private let handover: Double
  /// With prompts at their full length.
  private let longest: WorkerModel
  let sequencesThatFit: Double
  let fits: Bool

  init(_ half: PrefillHalf, handover: Double, longest: WorkerModel) {
    self.half = half
    self.handover = handover
    self.longest = longest
    sequencesThatFit = longest.residentLimit
    fits = sequencesThatFit >= half.promptsHeld
  }

  var group: WorkerGroup { half.worker.group }
  var highestLoad: Double { Queueing.highestUtilisation * Self.shareOfLimit }
  var timePerOutputTokenAlone: Double? { nil }

  /// - Parameter load: Share of its time that it works. It waits as a deployment of one such worker would: with more of
  ///   them the same share keeps nobody waiting longer.
  func state(atLoad load: Double) -> WorkerState {
    let wait = Queueing.wait(half.service, utilisation: Explained(floatLiteral: load))
    let first = half.timeToFirstToken(
      own: half.own(utilisation: load), handover: Explained(Seconds(handover)), wait: wait)
    return WorkerState(
      requestsPerSecond: load / half.atCapacity.value, timeToFirstToken: first.value, timePerOutputToken: nil,
      sequencesPerRank: 0, prefillUtilisation: load)
  }

  func step(atLoad load: Double) -> StepCost { half.step }
  func memory(atLoad load: Double) -> MemoryUse { longest.memory(holding: half.promptsHeld) }
  var errors: [ErrorRange.Subject: ErrorRange] { half.worker.errors(.apart) }
}
