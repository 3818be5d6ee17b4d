import Costing
import Inputs
import Testing

@testable import Validation

@Suite("Requests without limit fill the memory")
struct LargestBatchTests {
  private static func run(_ deployment: Deployment, input: Double = 1000) -> MeasuredRun {
    MeasuredRun(
      id: "run", file: "test", place: "", model: "meta-llama/Llama-3.1-70B", accelerator: "B200-SXM",
      weightFormat: .nvfp4, cacheFormat: .float8, deployment: deployment,
      traffic: Traffic(inputTokens: input, outputTokens: 1000, load: .sequencesPerRank(1)), figures: [:])
  }

  /// 184,320 MiB · 0.92 − 3.9 GiB − 42.7 GB of weights leave 130.9 GB, which hold 399 caches of 2,000 · 163,840 bytes with
  /// 0.4 MB of activations.
  @Test func asManySequencesAsFit() throws {
    let filled = try LargestBatch.filling(Self.run(.aggregated(WorkerGroup())))
    #expect(filled.traffic.load == .concurrency(399))
  }

  /// Every rank of two workers with two data-parallel groups.
  @Test func ofAllRanks() throws {
    let filled = try LargestBatch.filling(Self.run(.aggregated(WorkerGroup(workers: 2, dataParallel: 2))))
    #expect(filled.traffic.load == .concurrency(4 * 399))
  }

  @Test func whatDoesNotFitIsRefused() {
    let runs = [
      Self.run(.aggregated(WorkerGroup()), input: 10_000_000), Self.run(.decodeOnly(WorkerGroup())),
      Self.run(.aggregated(WorkerGroup(pipelineParallel: 2))),
    ]
    for run in runs { #expect(throws: Diagnostic.self) { try LargestBatch.filling(run) } }
  }
}
