import Costing

/// What bounds the stages of every batch of an interval: the times of its smallest batch, and those of its largest with
/// fractions of sequences, which scaled by b / largest are no more than those of b.
struct IntervalTables: Sendable {
  let interval: BatchInterval
  let storage: StorageTable
  let smallest: TimeTable
  let largest: TimeTable
  /// n of the smallest batch by layout.
  let sequencesPerRank: [Int]
  /// Layouts that no other beats in GPUs, time and memory at once; indices into the space.
  let layouts: [Int]

  init(interval: BatchInterval, storage: StorageTable, smallest: TimeTable, largest: TimeTable) {
    self.interval = interval
    self.storage = storage
    self.smallest = smallest
    self.largest = largest
    let sequences = storage.layouts.map { $0.sequencesPerRank(microBatch: interval.sizes.lowerBound) }
    sequencesPerRank = sequences
    let all = storage.layouts
    let compared = all.indices.map { smallest.compared[$0] + largest.compared[$0] }
    func beats(_ other: Int, _ candidate: Int) -> Bool {
      guard all[other].gpus <= all[candidate].gpus, all[other].domains <= all[candidate].domains,
        sequences[other] <= sequences[candidate],
        storage.storesNoMore(other, sequences[other], than: candidate, sequences[candidate])
      else { return false }
      let noSlower = zip(compared[other], compared[candidate]).allSatisfy { $0 <= $1 }
      let identical = all[other].gpus == all[candidate].gpus && compared[other] == compared[candidate]
      return noSlower && (!identical || other < candidate)
    }
    layouts = all.indices.filter { candidate in !all.indices.contains { $0 != candidate && beats($0, candidate) } }
  }

  var layerCount: Int { storage.layerCount }

  /// The least latency that any batch of the interval can have.
  var fastestPass: Double { smallest.fastestPass(layouts) }
}
