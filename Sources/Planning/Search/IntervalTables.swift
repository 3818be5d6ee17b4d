import Costing
import Synchronization

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

/// A rectangle of numbers that is written once and read very often.
///
/// The innermost loops of the search read little else; bounds checks there cost a factor of four, so reads are unchecked.
/// `row` and `column` must lie inside.
final class Grid: @unchecked Sendable {
  // Never written after `init`, which is what makes sharing it safe.
  private let values: UnsafeMutablePointer<Double>
  let rows: Int
  let columns: Int

  /// - Parameter contents: Rows of equal length.
  init(_ contents: [[Double]]) {
    rows = contents.count
    columns = contents.first?.count ?? 0
    values = .allocate(capacity: max(1, rows * columns))
    for (row, line) in contents.enumerated() {
      precondition(line.count == columns, "rows of a grid are equally long")
      for (column, value) in line.enumerated() { values[row * columns + column] = value }
    }
  }

  deinit { values.deallocate() }

  @inline(__always)
  subscript(row: Int, column: Int) -> Double { values[row * columns + column] }
}

/// The tables that were made so far, shared by searches that run at the same time. A table is a pure function of its key,
/// so who makes it does not matter.
final class TimeTableCache: Sendable {
  private struct Key: Hashable {
    let microBatch: Int
    let wholeSequences: Bool
    let layout: Int?
  }

  private let costs: CostModel
  private let layouts: [StageLayout]
  private let tables = Mutex([Key: TimeTable]())

  init(costs: CostModel, layouts: [StageLayout]) {
    self.costs = costs
    self.layouts = layouts
  }

  /// Tables made.
  var count: Int { tables.withLock(\.count) }

  /// - Parameter layout: The layout that the table is of, alone; all of them where `nil`.
  func table(_ microBatch: Int, wholeSequences: Bool, layout: Int? = nil) -> TimeTable {
    let key = Key(microBatch: microBatch, wholeSequences: wholeSequences, layout: layout)
    if let table = tables.withLock({ $0[key] }) { return table }
    let table = TimeTable(
      costs: costs, layouts: layout.map { [layouts[$0]] } ?? layouts, microBatch: microBatch,
      wholeSequences: wholeSequences)
    tables.withLock { $0[key] = table }
    return table
  }
}
