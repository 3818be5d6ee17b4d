/// What one solve of the composition program is after.
struct CompositionTarget: Sendable, Equatable {
  /// What is made as good as possible.
  enum Best: Sendable, Equatable {
    /// The smallest served/demand, as large as possible.
    case ratio
    /// All requests per second together, as many as possible.
    case total
    /// The cost, as small as possible.
    case cost
  }

  let best: Best
  /// For each model at least so many requests/s.
  var served: [Double] = []
  /// At most this cost.
  var costLimit: Double?
}
