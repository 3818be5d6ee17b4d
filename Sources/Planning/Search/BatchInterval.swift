/// Micro-batch sizes that are examined together, for one number of micro-batches.
struct BatchInterval: Sendable, Equatable {
  /// m.
  let microBatches: Int
  /// b.
  let sizes: ClosedRange<Int>

  /// Two halves, equal in ratio; `nil` for a single size.
  var halves: (BatchInterval, BatchInterval)? {
    guard sizes.lowerBound < sizes.upperBound else { return nil }
    let middle = Int((Double(sizes.lowerBound) * Double(sizes.upperBound)).squareRoot())
    return (
      BatchInterval(microBatches: microBatches, sizes: sizes.lowerBound...middle),
      BatchInterval(microBatches: microBatches, sizes: middle + 1...sizes.upperBound)
    )
  }

  /// Intervals that cover 1 ... `largest`, each a quarter longer than where it starts.
  static func geometric(microBatches: Int, upTo largest: Int) -> [BatchInterval] {
    var intervals: [BatchInterval] = []
    var start = 1
    while start <= largest {
      let end = min(largest, start + start / 4)
      intervals.append(BatchInterval(microBatches: microBatches, sizes: start...end))
      start = end + 1
    }
    return intervals
  }
}
