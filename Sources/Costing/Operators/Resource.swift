/// What a step can be waiting for.
public enum Resource: String, Sendable, Hashable, CaseIterable, Codable {
  /// Reading weights and caches.
  case hbm
  /// Matrix products and attention scores.
  case compute
  /// Bytes inside scale-up domains.
  case scaleUp
  /// Bytes between scale-up domains.
  case scaleOut
  /// Launches, norms, routing, latencies: what no bandwidth removes.
  case overhead
}
