import Quantities

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
