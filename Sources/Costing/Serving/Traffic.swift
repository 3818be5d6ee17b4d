/// What a deployment is asked to serve.
public struct Traffic: Sendable, Hashable {
  /// How much of it there is.
  public enum Load: Sendable, Hashable {
    /// Clients that each send their next request when the last is answered: a closed loop.
    case concurrency(Double)
    /// Arrivals per second, whether or not earlier requests are answered: an open loop.
    case requestsPerSecond(Double)
    /// Sequences on each data-parallel rank, kept there: a steady batch.
    case sequencesPerRank(Double)
    /// A batch of decode at which every sequence gains a token in this time, in seconds.
    case timePerOutputToken(Double)
    /// A batch of decode at which each data-parallel rank generates so many tokens per second.
    case tokensPerSecondPerRank(Double)
    /// As many sequences as the HBM holds at their full length, or prefill with full steps.
    case capacity
    /// Prompt tokens of a step on each data-parallel rank: prefill at capacity.
    case promptTokensPerRank(Double)
  }

  /// Tokens of a prompt.
  public var inputTokens: Double
  /// Tokens generated for a prompt.
  public var outputTokens: Double
  /// KV tokens that a sequence in decode holds on average; `nil` is the prompt and half of the output.
  public var averageContext: Double?
  /// Share of a prompt's tokens that is found in a prefix cache.
  public var prefixCacheHitRate: Double
  /// How much traffic there is.
  public var load: Load
  /// Requests of a closed loop's run in all; the start weighs more in a short run. `nil` takes the calibration's.
  public var requests: Double?

  /// - Parameters:
  ///   - inputTokens: Tokens of a prompt.
  ///   - outputTokens: Tokens generated for a prompt.
  ///   - averageContext: KV tokens that a sequence in decode holds on average; `nil` follows from the lengths.
  ///   - prefixCacheHitRate: Share of a prompt's tokens that is found in a prefix cache.
  ///   - load: How much traffic there is.
  ///   - requests: Requests of a closed loop's run in all.
  public init(
    inputTokens: Double, outputTokens: Double, averageContext: Double? = nil, prefixCacheHitRate: Double = 0,
    load: Load, requests: Double? = nil
  ) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.averageContext = averageContext
    self.prefixCacheHitRate = prefixCacheHitRate
    self.load = load
    self.requests = requests
  }
}
