import Quantities

/// The clients of a closed loop: a crowd that starts together and then comes back in waves.
struct ClientLoop: Sendable {
  /// c: clients, each with one request at a time.
  let clients: Explained<Scalar>
  /// Share of all requests that a wave of c is; 0 in a loop that runs for ever.
  private let waveShare: Explained<Scalar>

  /// - Returns: `nil` for traffic that is no closed loop.
  init?(_ traffic: Traffic, recorder: Recorder) {
    guard case .concurrency(let count) = traffic.load else { return nil }
    let source = Self.source
    let clients = recorder("concurrency", Quantity<Scalar>(count), source: source)
    self.clients = clients
    waveShare =
      traffic.requests.map { requests in
        let all = recorder("requests of the run", Quantity<Scalar>(requests), source: source)
        return Explained.minimum([1, clients / all])
      } ?? 0
  }

  /// Mean position in the queue of the crowd at the start, over all requests of the run: half of a wave's share.
  var startShare: Explained<Scalar> { waveShare / 2 }
  /// Share of the requests that find the loop settled.
  var settledShare: Explained<Scalar> { 1 - waveShare }

  /// (c − 1) / c with c clients on a worker, as many as it has room for: of what a worker holds on average, a client that comes
  /// back finds only what the others left there (arrival theorem of closed networks).
  /// - Parameter room: Sequences that a worker holds at most; infinite where nothing limits them.
  func othersShare(workers: Explained<Scalar>, room: Double, recorder: Recorder) -> Explained<Scalar> {
    var held = clients / workers
    if room < held.value { held = Self.figure("sequences that a worker holds", room, recorder: recorder) }
    return Explained.maximum([0, 1 - 1 / held])
  }

  /// A figure that follows from the traffic alone, as a leaf.
  static func figure(_ name: @autoclosure () -> String, _ value: Double, recorder: Recorder) -> Explained<Scalar> {
    recorder(name(), Quantity<Scalar>(value), source: source)
  }

  static let source = DerivationSource(file: "workload", key: "traffic")
}

/// What a deployment does under its traffic.
public struct ServingPrediction: Sendable {
  /// Mean TTFT; `nil` where no requests arrive: a steady batch of decode.
  public let timeToFirstToken: Explained<Time>?
  /// Mean TPOT; `nil` for prefill alone.
  public let timePerOutputToken: Explained<Time>?
  /// How far predictions of such deployments have been off; empty where the calibration does not say.
  public let errors: [ErrorRange.Subject: ErrorRange]
  /// Prompt tokens per second over all workers, prefix-cache hits among them; 0 for decode alone.
  public let inputTokensPerSecond: Double
  /// Generated tokens per second over all workers; 0 for prefill alone.
  public let outputTokensPerSecond: Double
  /// Sequences in decode on each data-parallel rank, on average.
  public let sequencesPerRank: Double
  /// Sequences that the HBM of a rank holds beside the weights; below 1 where the layout does not fit.
  public let sequencesThatFit: Double
  /// Share of its time that prefill works.
  public let prefillUtilisation: Double
  /// The resource that most of a step of decode (of prefill, where there is no decode) waits for.
  public let boundBy: Resource
  /// Seconds of that step by the resource that they wait for.
  public let waiting: [Resource: Double]
  /// Whether more is asked than the workers can do; times are then those of the longest queue that is computed.
  public let isSaturated: Bool
}

/// Tokens that a draft proposes and the model verifies in one step.
public struct Speculation: Sendable, Hashable {
  /// d: drafted tokens that are verified together with the last accepted one.
  public var draftTokens: Int
  /// a: probability that a drafted token is accepted, given that those before it were.
  public var acceptance: Double

  /// - Parameters:
  ///   - draftTokens: d, 1 or more.
  ///   - acceptance: a, from 0 to 1.
  public init(draftTokens: Int, acceptance: Double) {
    self.draftTokens = draftTokens
    self.acceptance = acceptance
  }

  /// E[accepted] = (1 − a^(d+1)) / (1 − a): tokens that a step yields, the model's own among them.
  public var tokensPerStep: Double {
    guard acceptance < 1 else { return Double(draftTokens + 1) }
    var sum = 0.0
    var power = 1.0
    for _ in 0...draftTokens {
      sum += power
      power *= acceptance
    }
    return sum
  }
}
