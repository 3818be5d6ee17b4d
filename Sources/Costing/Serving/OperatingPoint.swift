import Quantities

/// Where a closed or open loop settles: throughput and resident batch follow from the times, and the times from them.
struct OperatingPoint: Sendable {
  /// τ: seconds from one request to the next, over all workers.
  var interval: Double
  /// Sequences in decode on each data-parallel rank.
  var sequencesPerRank: Double

  private static let evidence = "settled: requests in the system = (TTFT + output tokens × TPOT) / interval"

  /// τ as a leaf.
  func intervalLeaf(recorder: Recorder) -> Explained<Time> {
    recorder(
      "interval of requests", Seconds(interval),
      source: DerivationSource(file: "workload", key: "operating point", evidence: Self.evidence))
  }

  /// The resident batch as a leaf.
  func sequencesLeaf(recorder: Recorder) -> Explained<Scalar> {
    recorder(
      "sequences per rank", Quantity<Scalar>(sequencesPerRank),
      source: DerivationSource(file: "workload", key: "operating point", evidence: Self.evidence))
  }
}

/// Who does prefill and who does decode.
public enum Deployment: Sendable, Hashable {
  /// Every worker does both; prefill chunks and decode share its steps.
  case aggregated(WorkerGroup)
  /// Prefill workers hand their KV cache to decode workers.
  case disaggregated(prefill: WorkerGroup, decode: WorkerGroup)
  /// Prefill alone, as a published figure of it.
  case prefillOnly(WorkerGroup)
  /// Decode alone, at the batch that the traffic names.
  case decodeOnly(WorkerGroup)

  /// GPUs of all workers.
  public var gpus: Int {
    switch self {
    case .aggregated(let group), .prefillOnly(let group), .decodeOnly(let group): group.gpus
    case .disaggregated(let prefill, let decode): prefill.gpus + decode.gpus
    }
  }
}

/// The part of a prompt that is computed.
struct PromptShape: Sendable {
  /// Tokens that are not found in a prefix cache.
  let tokens: Double
  /// Tokens that each of them attends to on average: what was cached and half of the rest.
  let span: Double

  init(_ traffic: Traffic) {
    let cached = traffic.inputTokens * traffic.prefixCacheHitRate
    tokens = traffic.inputTokens - cached
    span = cached + tokens / 2
  }
}

/// Waiting of requests before their prefill.
enum Queueing {
  /// The utilisation up to which the steady queue is believed; above it a closed loop's own limit holds.
  static let highestUtilisation = 0.95

  /// Share of its time that a server works: service time / interval of requests, at most 0.95.
  static func utilisation(_ service: Explained<Time>, interval: Explained<Time>) -> Explained<Scalar> {
    Explained.minimum([service / interval, Explained(floatLiteral: highestUtilisation)]).named("prefill utilisation")
  }

  /// t · ρ / (2 (1 − ρ)): the mean wait before a server with constant service time t (Pollaczek and Khinchine).
  static func wait(_ service: Explained<Time>, utilisation: Explained<Scalar>) -> Explained<Time> {
    (service * (utilisation / (2 * (1 - utilisation)))).named("wait for prefill")
  }
}

/// What a deployment was started with that its scheduler keeps to; `nil` is the runtime's own choice.
public struct SchedulerSettings: Sendable, Hashable {
  /// Steps of decode between two looks at the queue of waiting requests.
  public var stepsBetweenAdmissions: Double?
  /// Sequences in decode that a data-parallel rank takes at most.
  public var mostSequencesPerRank: Double?

  /// - Parameters:
  ///   - stepsBetweenAdmissions: Steps of decode between two looks at the queue of waiting requests.
  ///   - mostSequencesPerRank: Sequences in decode that a data-parallel rank takes at most.
  public init(stepsBetweenAdmissions: Double? = nil, mostSequencesPerRank: Double? = nil) {
    self.stepsBetweenAdmissions = stepsBetweenAdmissions
    self.mostSequencesPerRank = mostSequencesPerRank
  }
}

/// The times of a deployment at an operating point.
struct ServingTimes: Sendable {
  let timeToFirstToken: Explained<Time>
  let timePerOutputToken: Explained<Time>
  /// Share of its time that prefill works; may exceed 1 where more is asked than can be done.
  let prefillUtilisation: Double
}

/// Times as a function of the operating point: what the loop is closed over.
protocol ServingRegime: Sendable {
  /// Data-parallel ranks that decode, over all workers.
  var decodeRanks: Double { get }
  /// Sequences that fit the HBM of one of them.
  var residentLimit: Double { get }
  /// The times, with derivations where the regime's workers record.
  func times(at point: OperatingPoint) -> ServingTimes
}
