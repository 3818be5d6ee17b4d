/// How long a round may be for a replica to beat the incumbent, at both ends of an interval of batches.
struct RoundLimit: Sendable, Equatable {
  /// For any batch: the TPOT target, and what the objective allows the largest batch.
  let any: Double
  /// For the largest batch by the objective alone, which allows others in proportion to their size.
  let largest: Double

  /// Whether the TPOT target is what limits.
  var isTarget: Bool { any < largest }

  /// The limit that binds, to be compared with times of the smallest batch where it is the target, else of the largest.
  var binding: Double { min(any, largest) }

  /// The limit on one stage with m micro-batches in flight.
  func stage(microBatches: Int) -> RoundLimit {
    RoundLimit(any: any / Double(microBatches), largest: largest / Double(microBatches))
  }
}
