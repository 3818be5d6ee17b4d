/// Which runs of layers a stage can hold, for an interval of micro-batch sizes.
struct StageFeasibility: Sendable {
  let tables: IntervalTables
  /// Numbers of stages that a path may have.
  let stages: DegreeRule
  /// For each layout and first layer the farthest boundary before the end that memory allows; the first layer
  /// itself where not even one fits.
  private let memoryReach: [[Int]]
  /// For each layout the first layer from which memory allows a stage to reach the end.
  private let memoryEnd: [Int]

  init(tables: IntervalTables, stages: DegreeRule = .any) {
    self.tables = tables
    self.stages = stages
    let count = tables.layerCount
    if stages == .one {
      memoryReach = []
      memoryEnd = tables.storage.layouts.indices.map { Self.fits(tables, $0, from: 0, to: count) ? 0 : count }
      return
    }
    memoryReach = tables.storage.layouts.indices.map { layout in
      // What starts later gets no less far.
      var end = 0
      return (0..<count).map { first in
        end = max(end, first)
        while end < count - 1, Self.fits(tables, layout, from: first, to: end + 1) { end += 1 }
        return end
      }
    }
    memoryEnd = tables.storage.layouts.indices.map { layout in
      (0..<count).first { Self.fits(tables, layout, from: $0, to: count) } ?? count
    }
  }

  /// Whether a stage may hold all layers.
  var mayBeAlone: Bool { stages == .any || stages == .one }
  /// Whether it may hold some of them.
  var mayBeSeveral: Bool { stages != .one }

  var layerCount: Int { tables.layerCount }
  var layouts: [Int] { tables.layouts }

  /// The times to compare with the binding limit.
  func times(boundBy limit: RoundLimit) -> TimeTable { limit.isTarget ? tables.smallest : tables.largest }

  /// The last boundaries that a stage starting at `first` can reach: the farthest before the end, and the end itself,
  /// where the head comes on top. Time grows with the layers, so a bisection finds the former. A single stage goes from
  /// end to end, and one of several does not.
  func reach(_ layout: Int, from first: Int, _ limit: RoundLimit) -> (inside: Int, reachesEnd: Bool) {
    let inside =
      stages == .one
      ? first
      : Self.last(from: first, to: memoryReach[layout][first]) {
        isFastEnough(layout, from: first, to: $0, limit)
      }
    let reachesEnd =
      first >= memoryEnd[layout] && (first == 0 ? mayBeAlone : mayBeSeveral)
      && isFastEnough(layout, from: first, to: layerCount, limit)
    return (inside, reachesEnd)
  }

  /// The farthest boundary before the end that memory allows a stage.
  @inline(__always)
  func memoryReach(_ layout: Int, from first: Int) -> Int { stages == .one ? first : memoryReach[layout][first] }

  /// The first layer from which a stage can reach the end; the end itself where none can.
  func firstReachingEnd(_ layout: Int, _ limit: RoundLimit) -> Int {
    let earliest = memoryEnd[layout]
    let latest = mayBeSeveral ? layerCount : min(1, layerCount)
    guard earliest < latest else { return layerCount }
    // Of the layers before it none can, and from it on all.
    let before = Self.last(from: earliest - 1, to: latest - 1) {
      !isFastEnough(layout, from: $0, to: layerCount, limit)
    }
    return before + 1 < latest ? before + 1 : layerCount
  }

  @inline(__always)
  func isFastEnough(_ layout: Int, from first: Int, to end: Int, _ limit: RoundLimit) -> Bool {
    tables.smallest.stageTime(layout, from: first, to: end) <= limit.any
      && (limit.largest == .infinity || tables.largest.stageTime(layout, from: first, to: end) <= limit.largest)
  }

  private static func fits(_ tables: IntervalTables, _ layout: Int, from first: Int, to end: Int) -> Bool {
    tables.storage.bytes(
      layout, from: first, to: end, sequencesPerRank: tables.sequencesPerRank[layout],
      microBatches: tables.interval.microBatches) <= tables.storage.available
  }

  /// The last number up to `high` for which a condition holds that, once false, stays false; `low` where none does.
  @inline(__always)
  private static func last(from low: Int, to high: Int, _ holds: (Int) -> Bool) -> Int {
    var low = low
    var high = high
    while low < high {
      let middle = (low + high + 1) / 2
      if holds(middle) { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
