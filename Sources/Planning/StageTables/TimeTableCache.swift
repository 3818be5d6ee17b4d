import Costing
import Synchronization

/// The tables that were made so far, shared by searches that run at the same time. A table is a pure function of its key,
/// so who makes it does not matter.
final class TimeTableCache: Sendable {
  private struct Key: Hashable {
    let microBatch: Int
    let wholeSequences: Bool
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

  func table(_ microBatch: Int, wholeSequences: Bool) -> TimeTable {
    let key = Key(microBatch: microBatch, wholeSequences: wholeSequences)
    if let table = tables.withLock({ $0[key] }) { return table }
    let table = TimeTable(costs: costs, layouts: layouts, microBatch: microBatch, wholeSequences: wholeSequences)
    tables.withLock { $0[key] = table }
    return table
  }
}
