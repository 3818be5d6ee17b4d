import Costing
import Quantities
import Testing
@testable import Calibrating

@Suite("Servers of InferenceX are started with settings of their own")
struct SchedulerSettingsTests {
  private static func settings(
    _ deployment: Deployment, runtime: String, clients: Double = 64, accelerator: String = "b200_sxm",
    weights: NumberFormat = .nvfp4
  ) -> SchedulerSettings {
    InferenceXSettings.settings(
      of: MeasuredRun(
        id: "run", file: "test", place: "", model: "deepseek-ai/DeepSeek-V3", accelerator: accelerator,
        runtime: runtime, weightFormat: weights, deployment: deployment,
        traffic: Traffic(inputTokens: 1000, outputTokens: 1000, load: .concurrency(clients)), figures: [:]))
  }

  private static let eight = Deployment.aggregated(WorkerGroup(tensorParallel: 8))
  private static let four = Deployment.aggregated(WorkerGroup(tensorParallel: 4))

  @Test func sglangOnBlackwellLooksAtItsQueueSeldom() {
    #expect(Self.settings(Self.eight, runtime: "sglang").stepsBetweenAdmissions == 30)
    #expect(Self.settings(Self.eight, runtime: "sglang", clients: 15).stepsBetweenAdmissions == 10)
    #expect(Self.settings(Self.four, runtime: "sglang", weights: .float8).stepsBetweenAdmissions == 10)
    #expect(Self.settings(Self.eight, runtime: "sglang", weights: .float8).stepsBetweenAdmissions == 30)
    #expect(Self.settings(Self.eight, runtime: "sglang", accelerator: "h200_sxm") == SchedulerSettings())
    #expect(Self.settings(Self.eight, runtime: "vllm") == SchedulerSettings())
  }

  /// 150 clients of two decode workers: 75 each, of which the limit below is 64; 32 at least.
  @Test func tensorParallelDecodeWorkersOfTensorRTHaveALimit() {
    func limit(_ decode: WorkerGroup, clients: Double) -> Double? {
      Self.settings(.disaggregated(prefill: WorkerGroup(), decode: decode), runtime: "trtllm", clients: clients)
        .mostSequencesPerRank
    }
    #expect(limit(WorkerGroup(workers: 2, tensorParallel: 8), clients: 150) == 64)
    #expect(limit(WorkerGroup(workers: 2, tensorParallel: 8), clients: 8) == 32)
    #expect(limit(WorkerGroup(workers: 2, dataParallel: 8), clients: 150) == nil)
    #expect(Self.settings(Self.eight, runtime: "trtllm") == SchedulerSettings())
  }
}
