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
