/// The last layer that a stage reaches from each layer, under every layout that is not dominated, for a limit on its
/// time.
///
/// What starts later gets no less far: with one layer fewer it takes less time and memory. So the ends are found in one
/// pass over the layers.
struct FarthestStageEnds: Sendable {
  private let layerCount: Int
  /// [layout][first layer], row by row: the last boundary before the end.
  private let insides: [Int]
  /// For each layout the first layer from which a stage reaches the end.
  private let ends: [Int]
  private let mayBeAlone: Bool
  private let mayBeSeveral: Bool

  init(_ feasibility: StageFeasibility, _ limit: RoundLimit) {
    let count = feasibility.layerCount
    let layouts = feasibility.tables.storage.layouts.count
    var insides = [Int](repeating: 0, count: layouts * count)
    var ends = [Int](repeating: count, count: layouts)
    for layout in feasibility.layouts {
      var end = 0
      for first in 0..<count {
        end = max(end, first)
        let most = feasibility.memoryReach(layout, from: first)
        while end < most, feasibility.isFastEnough(layout, from: first, to: end + 1, limit) { end += 1 }
        insides[layout * count + first] = end
      }
      ends[layout] = feasibility.firstReachingEnd(layout, limit)
    }
    layerCount = count
    self.insides = insides
    self.ends = ends
    mayBeAlone = feasibility.mayBeAlone
    mayBeSeveral = feasibility.mayBeSeveral
  }

  /// The last boundaries that a stage starting at `first` can reach: the farthest before the end, and the end itself,
  /// where the head comes on top.
  @inline(__always)
  func reach(_ layout: Int, from first: Int) -> (inside: Int, reachesEnd: Bool) {
    (insides[layout * layerCount + first], first >= ends[layout] && (first == 0 ? mayBeAlone : mayBeSeveral))
  }
}

/// Micro-batch sizes that are examined together, for one number of micro-batches.
struct BatchInterval: Sendable, Equatable {
  /// m.
  let microBatches: Int
  /// b.
  let sizes: ClosedRange<Int>

  /// B of the largest batch.
  var mostSequences: Int { microBatches * sizes.upperBound }

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
