import Optimization
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
    let program = try #require(
      search.stageProgram(
        of: [], microBatch: batch.microBatch, microBatches: batch.microBatches, gpus: batch.gpus, round: shortest))
    #expect(program.arcs.count > 10_000)
    let certificate = StageProgramCertifier(optimizer: GLPKOptimizer()).certify(
      program, round: shortest, tolerance: 0.001)
    #expect(certificate.bound <= shortest)
    #expect(certificate.bound >= shortest * 0.9985, "the program leaves out the return and what bisection leaves open")
    #expect(certificate.keptColumns < program.arcs.count / 3, "reduced costs rule most arcs out")
  }
}
