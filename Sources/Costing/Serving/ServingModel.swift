import Clusters
import Formats
import Models
import Quantities

/// Predicts TTFT, TPOT and throughput of a deployment under its traffic.
public struct ServingModel: Sendable {
  private let request: ServingRequest
  private let decode: WorkerModel?
  private let prefill: WorkerModel?

  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime, where the degrees of a worker
  ///   group do not divide, or where nothing connects the pools of prefill and decode.
  public init(_ asked: ServingRequest) throws {
    var request = asked
    if asked.traffic.load == .capacity || asked.traffic.load == .requestsPerSecond(.infinity) {
      request.traffic.load = try Self.capacity(asked)
    }
    self.request = request
    switch request.deployment {
    case .aggregated(let group), .decodeOnly(let group):
      decode = try Self.worker(request, group, pool: request.poolIndex, recorder: .off)
      prefill = nil
    case .prefillOnly(let group):
      decode = nil
      prefill = try Self.worker(request, group, pool: request.prefillPoolIndex, recorder: .off)
    case .disaggregated(let before, let after):
      try CacheHandover.checkPools(request)
      decode = try Self.worker(request, after, pool: request.poolIndex, recorder: .off)
      prefill = try Self.worker(request, before, pool: request.prefillPoolIndex, recorder: .off)
    }
  }

  /// - Parameter recorder: Whether times carry their derivations.
  /// - Throws: As `init`.
  public func prediction(recorder: Recorder = .on) throws -> ServingPrediction {
    let traffic = request.traffic
    let output = max(1, traffic.outputTokens - 1)
    switch (request.deployment, decode, prefill) {
    case (.aggregated(let group), let decode?, _):
      let regime = AggregatedServing(worker: decode, traffic: traffic, outputTokens: output)
      let point = ClosedLoop.settle(regime, load: traffic.load, outputTokens: output)
      guard recorder.isRecording else { return settled(regime, decode, point) }
      let recorded = try Self.worker(request, group, pool: request.poolIndex, recorder: .on)
      return settled(
        AggregatedServing(worker: recorded, traffic: traffic, outputTokens: output), recorded, point)
    case (.disaggregated(let before, let after), let decode?, let prefill?):
      let regime = DisaggregatedServing(prefill: prefill, decode: decode, traffic: traffic, outputTokens: output)
      let point = ClosedLoop.settle(regime, load: traffic.load, outputTokens: output)
      guard recorder.isRecording else { return settled(regime, decode, point) }
      let recorded = try Self.worker(request, after, pool: request.poolIndex, recorder: .on)
      let first = try Self.worker(request, before, pool: request.prefillPoolIndex, recorder: .on)
      return settled(
        DisaggregatedServing(prefill: first, decode: recorded, traffic: traffic, outputTokens: output), recorded, point)
    case (.prefillOnly(let group), _, let prefill?):
      guard recorder.isRecording else { return steadyPrefill(prefill) }
      return steadyPrefill(try Self.worker(request, group, pool: request.prefillPoolIndex, recorder: .on))
    case (.decodeOnly(let group), let decode?, _):
      guard recorder.isRecording else { return steadyDecode(decode) }
      return steadyDecode(try Self.worker(request, group, pool: request.poolIndex, recorder: .on))
    default: preconditionFailure("init makes the workers of every deployment")
    }
  }

  private func settled(
    _ regime: some ServingRegime, _ worker: WorkerModel, _ point: OperatingPoint
  ) -> ServingPrediction {
    let times = regime.times(at: point)
    let step = worker.step(StepBatch(sequences: point.sequencesPerRank))
    return ServingPrediction(
      timeToFirstToken: times.timeToFirstToken, timePerOutputToken: times.timePerOutputToken,
      errors: errors(worker),
      inputTokensPerSecond: request.traffic.inputTokens / point.interval,
      outputTokensPerSecond: request.traffic.outputTokens / point.interval, sequencesPerRank: point.sequencesPerRank,
      sequencesThatFit: worker.residentLimit, prefillUtilisation: times.prefillUtilisation, boundBy: step.boundBy,
      waiting: step.waiting, isSaturated: times.prefillUtilisation > Queueing.highestUtilisation)
  }

  private func errors(_ worker: WorkerModel) -> [ErrorRange.Subject: ErrorRange] {
    if case .aggregated = request.deployment { return worker.errors(.aggregated) }
    return worker.errors(.apart)
  }

  /// Decode at a batch that somebody keeps there.
  private func steadyDecode(_ worker: WorkerModel) -> ServingPrediction {
    let limit = worker.residentLimit
    let sequences = steadySequences(worker, limit: limit)
    let step = worker.step(StepBatch(sequences: sequences))
    let time = worker.perToken(step.time).named("time per output token")
    let ranks = Double(worker.group.workers * worker.group.dataParallel)
    return ServingPrediction(
      timeToFirstToken: nil, timePerOutputToken: time, errors: errors(worker), inputTokensPerSecond: 0,
      outputTokensPerSecond: ranks * sequences / time.value, sequencesPerRank: sequences, sequencesThatFit: limit,
      prefillUtilisation: 0, boundBy: step.boundBy, waiting: step.waiting, isSaturated: false)
  }

  private func steadySequences(_ worker: WorkerModel, limit: Double) -> Double {
    func time(_ sequences: Double) -> Double {
      worker.perToken(worker.step(StepBatch(sequences: sequences)).time).value
    }
    switch request.traffic.load {
    case .sequencesPerRank(let perRank): return perRank
    case .concurrency(let clients): return clients / Double(worker.group.workers * worker.group.dataParallel)
    case .timePerOutputToken(let target): return Self.batch { time($0) >= target }
    case .tokensPerSecondPerRank(let target): return Self.batch { $0 / time($0) >= target }
    case .requestsPerSecond, .promptTokensPerRank, .capacity: return max(1, limit)
    }
  }

  /// The smallest batch that reaches something which grows with the batch.
  private static func batch(_ reaches: (Double) -> Bool) -> Double {
    var (low, high) = (0.01, 65_536.0)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if reaches(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// Prefill with full steps.
  private func steadyPrefill(_ worker: WorkerModel) -> ServingPrediction {
    let traffic = request.traffic
    let prompt = PromptShape(traffic)
    var tokens = max(prompt.tokens, worker.costs.figures.runtime.promptTokensPerStep.quantity.value)
    if case .promptTokensPerRank(let asked) = traffic.load { tokens = asked }
    let batch = StepBatch(promptTokens: tokens, promptSpan: prompt.span)
    let step = worker.step(batch)
    let ranks = Double(worker.group.workers * worker.group.dataParallel * worker.group.pipelineParallel)
    let computedShare = 1 - traffic.prefixCacheHitRate
    return ServingPrediction(
      timeToFirstToken: step.time.named("time to first token"), timePerOutputToken: nil, errors: [:],
      inputTokensPerSecond: ranks * tokens / step.time.value / max(1e-9, computedShare), outputTokensPerSecond: 0,
      sequencesPerRank: 0, sequencesThatFit: worker.residentLimit, prefillUtilisation: 1, boundBy: step.boundBy,
      waiting: step.waiting, isSaturated: false)
  }

  /// Everything sent at once: as many sequences run as the HBM holds at their full length, for no runtime that promises
  /// not to evict takes more.
  private static func capacity(_ request: ServingRequest) throws -> Traffic.Load {
    let group: WorkerGroup
    switch request.deployment {
    case .prefillOnly: return .capacity
    case .aggregated(let workers), .decodeOnly(let workers), .disaggregated(_, let workers): group = workers
    }
    let traffic = request.traffic
    let full = ReservedLength.full.tokens(input: traffic.inputTokens, output: traffic.outputTokens)
    let limit = try worker(request, group, pool: request.poolIndex, context: full, recorder: .off).residentLimit
    return .concurrency(max(1, limit.rounded(.down)) * Double(group.workers * group.dataParallel))
  }

  /// - Parameter context: Tokens of each sequence; `nil` takes the mean of the traffic.
  private static func worker(
    _ request: ServingRequest, _ group: WorkerGroup, pool: Int, context: Double? = nil, recorder: Recorder
  ) throws -> WorkerModel {
    let perDomain = request.cluster.pools[pool].gpusPerDomain
    guard let layout = WorkerModel.stageLayout(group, gpusPerDomain: perDomain) else {
      throw Diagnostic(
        id: .layoutImpossible, file: "deployment",
        found: "TP \(group.tensorParallel) × DP \(group.dataParallel), EP \(group.expertParallel)",
        expected: "EP that divides TP × DP, and equal shares of domains of \(perDomain) GPUs")
    }
    let costs = try WorkerModel.costs(
      request, pool: pool, context: context ?? request.traffic.meanContext,
      hasCopies: group.redundantExperts > 0, recorder: recorder)
    return WorkerModel(request, group, layout: layout, costs: costs)
  }
}

/// Finds the operating point of a regime.
private enum ClosedLoop {
  private static let iterations = 200
  private static let tolerance = 1e-7

  /// - Parameters:
  ///   - load: Clients in a closed loop, or arrivals per second.
  ///   - outputTokens: Generated after the first one.
  static func settle(_ regime: some ServingRegime, load: Traffic.Load, outputTokens: Double) -> OperatingPoint {
    var point = start(regime, load)
    // A half keeps the two that push each other from swinging; less is needed before a queue that is nearly full.
    var weight = 0.5
    var last = 0.0
    for _ in 0..<iterations {
      let next = follow(point, regime, load, outputTokens)
      let towards = next.interval / point.interval - 1
      let change = abs(towards) + abs(next.sequencesPerRank / point.sequencesPerRank - 1)
      if towards * last < 0, abs(towards) > abs(last) / 2 { weight *= 0.6 }
      last = towards
      point.interval += weight * (next.interval - point.interval)
      point.sequencesPerRank += weight * (next.sequencesPerRank - point.sequencesPerRank)
      if change < tolerance { break }
    }
    return point
  }

  private static func start(_ regime: some ServingRegime, _ load: Traffic.Load) -> OperatingPoint {
    let limit = max(1e-3, regime.residentLimit)
    switch load {
    case .concurrency(let clients):
      let sequences = min(clients / regime.decodeRanks, limit)
      return OperatingPoint(interval: 1 / clients, sequencesPerRank: sequences)
    case .requestsPerSecond(let rate):
      return OperatingPoint(interval: 1 / rate, sequencesPerRank: min(1, limit))
    case .sequencesPerRank(let sequences):
      return OperatingPoint(interval: 1, sequencesPerRank: sequences)
    case .promptTokensPerRank, .timePerOutputToken, .tokensPerSecondPerRank, .capacity:
      return OperatingPoint(interval: 1, sequencesPerRank: min(1, limit))
    }
  }

  private static func follow(
    _ point: OperatingPoint, _ regime: some ServingRegime, _ load: Traffic.Load, _ outputTokens: Double
  ) -> OperatingPoint {
    let times = regime.times(at: point)
    let decoding = outputTokens * times.timePerOutputToken.value
    let limit = max(1e-3, regime.residentLimit)
    switch load {
    case .concurrency(let clients):
      let interval = (times.timeToFirstToken.value + decoding) / clients
      return OperatingPoint(
        interval: interval, sequencesPerRank: min(limit, decoding / interval / regime.decodeRanks))
    case .requestsPerSecond(let rate):
      return OperatingPoint(
        interval: 1 / rate, sequencesPerRank: min(limit, decoding * rate / regime.decodeRanks))
    case .sequencesPerRank(let sequences):
      return OperatingPoint(
        interval: decoding / (sequences * regime.decodeRanks), sequencesPerRank: sequences)
    case .promptTokensPerRank, .timePerOutputToken, .tokensPerSecondPerRank, .capacity:
      return point
    }
  }
}
