/// What keeps a worker from serving more.
public enum RateLimit: String, Sendable, Hashable, CaseIterable, Codable {
  /// The TTFT that was asked for.
  case timeToFirstToken
  /// The TPOT that was asked for.
  case timePerOutputToken
  /// The HBM, which holds no more sequences.
  case memory
  /// The scheduler, which was told to admit no more sequences.
  case scheduler
  /// Prefill, which works nearly all of its time.
  case prefill
}
