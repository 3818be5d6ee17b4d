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

  static func + (left: Self, right: Self) -> Self {
    Self(
      intervals: left.intervals + right.intervals, batches: left.batches + right.batches,
      bounds: left.bounds + right.bounds, paths: left.paths + right.paths)
  }
}
