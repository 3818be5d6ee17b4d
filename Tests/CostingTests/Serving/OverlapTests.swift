import Models
import Testing
@testable import Costing

/// Two half batches on 8 GPUs with whole experts.
struct OverlapTests {
  private static let group = WorkerGroup(dataParallel: 8, expertParallel: 8)

  private static func worker(_ share: Double, overlaps: Bool = true) throws -> WorkerModel {
    try SmallServing.worker(
      [SmallModel.mixtureLayer], group, ["overlapShare: {value: 0.5,": "overlapShare: {value: \(share),"],
      overlaps: overlaps)
  }

  /// Half of 20 sequences a rank. Dispatch 10 + 1 + 0.9384375 us, combine 10 + 1 + 1.82 us: M = 24.7584375 us. Projections 16,
  /// caches 32, router and shared expert 1.064 M · 2 bytes / 0.5 TB/s = 4.256, all 8 experts of a GPU 10, overheads 107 and
  /// head 200 us: C = 369.256 us. 2 · (C + M) − 2 · share · M.
  @Test(arguments: [0.0, 0.5, 1])
  func aShareOfTheShorterIsHidden(share: Double) throws {
    let (computing, communicating) = (369.256e-6, 24.7584375e-6)
    let step = try Self.worker(share).step(StepBatch(sequences: 20))
    #expect(isClose(step.time.value, 2 * (computing + communicating) - 2 * share * communicating))
  }

  /// Weights are read twice, so two halves never compute less than the whole, and nothing hides more than the shorter.
  @Test func overlapNeverHidesComputing() throws {
    let plain = try Self.worker(0.5, overlaps: false)
    for share in [0.5, 1] {
      let worker = try Self.worker(share)
      for sequences in [1.0, 10, 100, 1000, 20_000] {
        for tokens in [0.0, 500, 30_000] {
          let batch = StepBatch(sequences: sequences, promptTokens: tokens, promptSpan: 1000)
          let waiting = plain.step(batch).waiting
          let computing = (waiting[.hbm] ?? 0) + (waiting[.compute] ?? 0)
          let time = worker.step(batch).time.value
          #expect(time >= computing, "\(sequences) sequences, \(tokens) tokens")
          #expect(time >= plain.step(batch).time.value / 2, "\(sequences) sequences, \(tokens) tokens")
        }
      }
    }
  }

  /// Where communication takes as long as computing it is worth it: 100,000 sequences a rank, sent over scale-up at 50 GB/s.
  @Test func overlapPaysWhereCommunicationIsLong() throws {
    let batch = StepBatch(sequences: 100_000)
    let plain = try Self.worker(1, overlaps: false).step(batch).time.value
    #expect(try Self.worker(1).step(batch).time.value < plain)
  }
}
