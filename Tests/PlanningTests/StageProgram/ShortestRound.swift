import Costing
@testable import Planning

/// The shortest round by bisection, each step a dynamic program.
struct ShortestRound {
  private let layouts: [StageLayout]
  private let feasibility: StageFeasibility
  private let batch: LargeProgramTests.Batch

  init(_ search: PoolSearch, _ batch: LargeProgramTests.Batch) {
    layouts = search.space.layouts
    self.batch = batch
    let times = TimeTable(costs: search.costs, layouts: layouts, microBatch: batch.microBatch, wholeSequences: true)
    feasibility = StageFeasibility(
      tables: IntervalTables(
        interval: BatchInterval(
          microBatches: batch.microBatches, sizes: batch.microBatch...batch.microBatch),
        storage: StorageTable(costs: search.costs, layouts: layouts), smallest: times, largest: times))
  }

  /// Seconds; `nil` where no path fits.
  var value: Double? {
    guard isReachable(1) else { return nil }
    var (low, high) = (1e-6, 1.0)
    while high / low > 1.0001 {
      let middle = (low * high).squareRoot()
      if isReachable(middle) { high = middle } else { low = middle }
    }
    return high
  }

  private func isReachable(_ round: Double) -> Bool {
    let stage = round / Double(batch.microBatches)
    let limit = RoundLimit(any: stage, largest: stage)
    let budget = 2 * Double(batch.gpus)
    let cheapest = CheapestPath(gpus: layouts.map(\.gpus), feasibility: feasibility)
    guard let rest = cheapest.solve(limit, gpusPerSecond: Double(batch.gpus) / round)?.rest, rest.cost <= budget
    else { return false }
    let pass = FastestPass(layouts: layouts, shape: nil, feasibility: feasibility, rest: rest)
    if case .path = pass.solve(.init(stage: limit, gpus: batch.gpus, latency: round, budget: budget)) { return true }
    return false
  }
}
