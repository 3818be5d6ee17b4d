import Formats
import Quantities

/// The way of a sequence's KV cache from prefill to decode.
enum CacheHandover {
  /// The runtime's part, the latency of the tier that is crossed, and the cache's way over it: what one rank of decode
  /// receives, over its own links. Between pools no faster than the sender's links and the interconnect.
  static func time(from prefill: CostModel, to decode: WorkerModel) -> Explained<Time> {
    let costs = decode.costs
    let layers = costs.kinds.indices.map { kind in
      costs.recorder.layout("layers", costs.layersOfKind[kind])
        * costs.layerCache(kind: kind, layout: decode.layout)
    }
    let efficiency = costs.recorder(costs.figures.calibration.pointToPoint.scaleOutEfficiency)
    let rate = bandwidth(from: prefill, to: costs) * efficiency
    let transfer = (Explained.sum(layers).named("KV cache of a sequence") / rate).named("transfer of the KV cache")
    let software = costs.recorder(costs.figures.runtime.handover)
    return Explained.sum([software, latency(from: prefill, to: costs), transfer]).named("handover to decode")
  }

  /// Of the interconnect between pools, which covers the tiers below it, else of the tier that caches cross.
  private static func latency(from prefill: CostModel, to decode: CostModel) -> Explained<Time> {
    guard prefill.poolIndex != decode.poolIndex, let tier = decode.cluster.interconnect else {
      return lowestTier(decode).latency
    }
    return interconnectLeaf(decode, "latency", tier.latency)
  }

  /// Refuses prefill and decode on pools that nothing connects.
  /// - Throws: `Diagnostic` "pools-apart".
  static func checkPools(_ request: ServingRequest) throws {
    let cluster = request.cluster
    guard request.poolIndex != request.prefillPoolIndex, cluster.interconnect == nil else { return }
    throw Diagnostic(
      id: .poolsApart, file: cluster.file, key: "interconnect",
      found: "no network between pools \(cluster.pools[request.prefillPoolIndex].name) and "
        + "\(cluster.pools[request.poolIndex].name)",
      expected: "one, over which prefill hands its caches to decode",
      advice: "give the cluster an interconnect, or keep both to one pool")
  }

  private static func bandwidth(from prefill: CostModel, to decode: CostModel) -> Explained<DataRate> {
    let own = lowestTier(decode).bandwidth
    guard prefill.poolIndex != decode.poolIndex else { return own }
    let between = decode.cluster.interconnect.map { interconnectLeaf(decode, "bandwidth", $0.effectiveBandwidth) }
    let crossed = [lowestTier(prefill).bandwidth] + [between].compactMap(\.self)
    return crossed.reduce(own) { $1.value < $0.value ? $1 : $0 }
  }

  /// The first tier above the scale-up domain, or scale-up where there is none.
  private static func lowestTier(_ costs: CostModel) -> LevelFigures {
    costs.network.levels[min(1, costs.network.levels.count - 1)]
  }

  private static func interconnectLeaf<D: Dimension>(
    _ costs: CostModel, _ key: String, _ value: Quantity<D>
  ) -> Explained<D> {
    costs.recorder(
      "interconnect \(key)", value,
      source: DerivationSource(
        file: costs.cluster.file, key: "interconnect.\(key)",
        evidence: costs.cluster.sources["interconnect.\(key)"]?.text))
  }
}

/// One worker under loads from nothing to the most that it can take. Everything in a state grows with the load.
public protocol LoadedWorker: Sendable {
  /// Sequences, prompts where it does prefill alone, that the HBM of a rank holds on average; below 1 where it does not fit.
  var sequencesThatFit: Double { get }
  /// Whether the HBM of a rank holds the weights and what has to be there at once: a sequence at its longest.
  var fits: Bool { get }
  /// The highest load that there is: sequences in decode on each rank, or the utilisation of prefill.
  var highestLoad: Double { get }
  /// Seconds of a token where a sequence is alone on the worker; `nil` for prefill alone.
  var timePerOutputTokenAlone: Double? { get }
  /// Times and rate at a load above 0.
  func state(atLoad load: Double) -> WorkerState
  /// A step of decode at a load, or a full one of prefill alone.
  func step(atLoad load: Double) -> StepCost
  /// What fills the HBM of its fullest rank at a load: sequences count at their mean length, prompts of prefill alone at
  /// their own.
  func memory(atLoad load: Double) -> MemoryUse
  /// How far predictions of such workers have been off, where the calibration says so.
  var errors: [ErrorRange.Subject: ErrorRange] { get }
}

extension LoadedWorker {
  /// TTFT, TPOT and arrivals are those of a steady state, which a batch just below the limit of the HBM has.
  static var shareOfLimit: Double { 1 - 1e-6 }
  /// No rank has more sequences, however small their caches.
  static var mostSequences: Double { 65_536 }
}

/// Prefill workers that do nothing else: one half of a deployment whose decode is apart.
struct PrefillHalf: Sendable {
  let worker: WorkerModel
  let traffic: Traffic
  let prompt: PromptShape
  /// Time of a rank for a request when its steps are full.
  let service: Explained<Time>
  /// Time of a rank for a request when all ranks have one and nothing else.
  let alone: Explained<Time>

  init(_ worker: WorkerModel, traffic: Traffic) {
    self.worker = worker
    self.traffic = traffic
    let prompt = PromptShape(traffic)
    self.prompt = prompt
    let full = Self.fullStep(worker, prompt)
    let share = ClientLoop.figure("share of a full step", prompt.tokens / full, recorder: worker.costs.recorder)
    service = (worker.prompt(tokens: full, span: prompt.span) * share).named("prefill of a request in full steps")
    alone = worker.prompt(tokens: prompt.tokens, span: prompt.span).named("prefill of a request alone")
  }

  /// Prompts that the workers work on side by side.
  var servers: Int { worker.group.workers * worker.group.dataParallel * worker.group.pipelineParallel }

  var serverCount: Explained<Scalar> { worker.costs.recorder.layout("prefill ranks", servers) }

  /// 1 / requests per second that all of them finish when they always work.
  var atCapacity: Explained<Time> { (service / serverCount).named("prefill per request at capacity") }

  /// The more prompts there are, the more ranks of the worker work beside the request's own.
  func own(utilisation: Double) -> Explained<Time> {
    let busy = max(1 / Double(worker.group.dataParallel), utilisation)
    return worker.prompt(tokens: prompt.tokens, span: prompt.span, busyRanks: busy).named("own prefill")
  }

  /// TTFT of arrivals that do not wait for answers.
  func timeToFirstToken(
    own: Explained<Time>, handover: Explained<Time>, wait: Explained<Time>
  ) -> Explained<Time> {
    Explained.sum([worker.hostTime(traffic), own, handover, wait])
  }

  /// A full step.
  var step: StepCost {
    let tokens = Self.fullStep(worker, prompt)
    return worker.step(StepBatch(promptTokens: tokens / worker.promptSteps(tokens), promptSpan: prompt.span))
  }

  /// Prompts whose caches a rank holds at once: those of a full step, in every stage of a pipeline.
  var promptsHeld: Double {
    max(1, Self.fullStep(worker, prompt) / prompt.tokens) * Double(worker.group.pipelineParallel)
  }

  private static func fullStep(_ worker: WorkerModel, _ prompt: PromptShape) -> Double {
    max(prompt.tokens, worker.costs.figures.runtime.promptTokensPerStep.quantity.value)
  }
}

/// What one worker does at a load that it can keep up for ever.
public struct WorkerState: Sendable, Hashable {
  /// Requests that it finishes.
  public let requestsPerSecond: Double
  /// Mean TTFT in seconds; `nil` for decode alone.
  public let timeToFirstToken: Double?
  /// Mean TPOT in seconds; `nil` for prefill alone.
  public let timePerOutputToken: Double?
  /// Sequences in decode on each data-parallel rank, on average; 0 for prefill alone.
  public let sequencesPerRank: Double
  /// Share of its time that prefill works; 0 for decode alone.
  public let prefillUtilisation: Double

  /// Whether prefill has no time for every prompt, as in a prediction of a deployment.
  public var isSaturated: Bool { prefillUtilisation > Queueing.highestUtilisation }
}
