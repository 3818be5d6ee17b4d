/// Which runs of layers a stage can hold, for an interval of micro-batch sizes.
struct StageFeasibility: Sendable {
  let tables: IntervalTables

  var layerCount: Int { tables.layerCount }
  var layouts: [Int] { tables.layouts }

  /// The times to compare with the binding limit.
  func times(boundBy limit: RoundLimit) -> TimeTable { limit.isTarget ? tables.smallest : tables.largest }

  @inline(__always)
  func isFeasible(_ layout: Int, from first: Int, to end: Int, _ limit: RoundLimit) -> Bool {
    tables.smallest.stageTime(layout, from: first, to: end) <= limit.any
      && tables.largest.stageTime(layout, from: first, to: end) <= limit.largest
      && tables.storage.bytes(
        layout, from: first, to: end, sequencesPerRank: tables.sequencesPerRank[layout],
        microBatches: tables.interval.microBatches) <= tables.storage.available
  }

  /// The last boundaries that a stage starting at `first` can reach: the farthest before the end, and the end itself,
  /// where the head comes on top. Time and memory grow with the layers, so a bisection finds the former.
  func reach(_ layout: Int, from first: Int, _ limit: RoundLimit) -> (inside: Int, reachesEnd: Bool) {
    var low = first
    var high = layerCount - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if isFeasible(layout, from: first, to: middle, limit) { low = middle } else { high = middle - 1 }
    }
    return (low, isFeasible(layout, from: first, to: layerCount, limit))
  }
}
