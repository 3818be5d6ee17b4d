/// The best replica found and what is known about all others.
struct SearchOutcome: Sendable {
  let best: Candidate
  /// No replica of the space scores less.
  let bound: Double
  let statistics: SearchStatistics
}
