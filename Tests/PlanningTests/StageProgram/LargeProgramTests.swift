import Costing
import GLPKOptimization
import Testing

@testable import Planning

@Suite("Stage programs of DeepSeek-V3 on eight racks")
struct LargeProgramTests {
  struct Batch: Sendable, CustomTestStringConvertible {
    let microBatch, microBatches, gpus: Int
    var testDescription: String { "\(microBatches) × \(microBatch) on \(gpus) GPUs" }
  }

  static let batches = [
    Batch(microBatch: 4096, microBatches: 1, gpus: 144), Batch(microBatch: 256, microBatches: 2, gpus: 144),
    Batch(microBatch: 1024, microBatches: 4, gpus: 288),
  ]

  /// The dynamic program finds the shortest round, the solver proves it to a thousandth; up to 27,000 arcs.
  @Test(arguments: batches) func isCertified(batch: Batch) throws {
    let search = try PoolSearch(PlanCase(cluster: "gb200-nvl72-8-racks").request(), poolIndex: 0)
    let shortest = try #require(ShortestRound(search, batch).value)
    let program = search.stageProgram(
      microBatch: batch.microBatch, microBatches: batch.microBatches, gpus: batch.gpus, round: shortest)
    #expect(program.arcs.count > 15_000)
    let certificate = StageProgramCertifier(optimizer: GLPKOptimizer()).certify(
      program, round: shortest, tolerance: 0.001)
    #expect(certificate.bound <= shortest)
    #expect(certificate.bound >= shortest * 0.9985, "the program leaves out the return and what bisection leaves open")
    #expect(certificate.keptColumns < 2000)
  }
}

/// The shortest round by bisection, each step a dynamic program.
private struct ShortestRound {
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
