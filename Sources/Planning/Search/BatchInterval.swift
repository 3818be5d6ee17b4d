/// Micro-batch sizes that are examined together, for one number of micro-batches.
struct BatchInterval: Sendable, Equatable {
  /// m.
  let microBatches: Int
  /// b.
  let sizes: ClosedRange<Int>

  /// B of the largest batch.
  var mostSequences: Int { microBatches * sizes.upperBound }

  /// Narrow enough for the exact program, which costs more than splitting a wide interval.
  var isNarrow: Bool { ratio < 1.03 }

  /// Too narrow to gain from splitting.
  var isFinest: Bool { ratio < 1.001 || sizes.count == 1 }

  private var ratio: Double { Double(sizes.upperBound) / Double(sizes.lowerBound) }

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
