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
