import Quantities

/// Where a closed or open loop settles: throughput and resident batch follow from the times, and the times from them.
struct OperatingPoint: Sendable {
  /// τ: seconds from one request to the next, over all workers.
  var interval: Double
  /// Sequences in decode on each data-parallel rank.
  var sequencesPerRank: Double

  private static let evidence = "settled: requests in the system = (TTFT + output tokens × TPOT) / interval"

  /// τ as a leaf.
  func intervalLeaf(recording: Bool) -> Explained<Time> {
    Explained(
      "interval of requests", Seconds(interval),
      source: DerivationSource(file: "workload", key: "operating point", evidence: Self.evidence), recording: recording)
  }

  /// The resident batch as a leaf.
  func sequencesLeaf(recording: Bool) -> Explained<Scalar> {
    Explained(
      "sequences per rank", Quantity<Scalar>(sequencesPerRank),
      source: DerivationSource(file: "workload", key: "operating point", evidence: Self.evidence), recording: recording)
  }
}
