import Costing

/// Traffic in a document: one of `concurrency` and `requestsPerSecond` is there.
struct TrafficEntry: Encodable, Sendable {
  let input_tokens: Double
  let output_tokens: Double
  let prefixCacheHitRate: Double
  let concurrency: Double?
  let requestsPerSecond: Double?
  let requests: Double?

  init(_ traffic: Traffic) {
    input_tokens = traffic.inputTokens
    output_tokens = traffic.outputTokens
    prefixCacheHitRate = traffic.prefixCacheHitRate
    concurrency = if case .concurrency(let clients) = traffic.load { clients } else { nil }
    requestsPerSecond = if case .requestsPerSecond(let rate) = traffic.load { rate } else { nil }
    requests = traffic.requests
  }
}
