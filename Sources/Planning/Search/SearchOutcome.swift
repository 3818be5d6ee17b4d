/// How much work a search was; the same for the same inputs.
struct SearchStatistics: Sendable, Equatable {
  /// Intervals of batches closed.
  var intervals = 0
  /// Micro-batch sizes costed.
  var batches = 0
  /// Bounds computed.
  var bounds = 0
  /// Paths tried.
  var paths = 0
  /// Single batches decided by the exact program.
  var settled = 0
  /// Of these, decisions that rest on a bound because the path could not be placed as the program saw it.
  var unsettled = 0
}

/// The best replica found and what is known about all others.
struct SearchOutcome: Sendable {
  let best: Candidate
  /// No replica of the space scores less.
  let bound: Double
  let statistics: SearchStatistics

  /// (score − bound) / score.
  var gap: Double { max(0, (best.score - bound) / best.score) }
}
