/// What is made as small as possible.
public enum Objective: String, Sendable, Hashable, CaseIterable {
  /// GPU-seconds (dollars where prices are known) per output token, within the TPOT target.
  case cost
  /// Time per output token at a given number of sequences in flight.
  case latency
  /// GPUs that serve a demand in tokens per second, within the TPOT target.
  case gpus
}
