import Costing
@testable import Calibrating

/// Runs that differ in what was measured.
enum SmallRuns {
  static func run(
    _ id: String, model: String = "deepseek-ai/DeepSeek-V3", accelerator: String = "h200_sxm",
    runtime: String? = "sglang", figures: [MeasuredQuantity: Double]
  ) -> MeasuredRun {
    MeasuredRun(
      id: id, file: "runs", place: "line 1", model: model, accelerator: accelerator, runtime: runtime,
      deployment: .aggregated(WorkerGroup(tensorParallel: 8)),
      traffic: Traffic(inputTokens: 1, outputTokens: 1, load: .concurrency(1)), figures: figures)
  }

  static func file(_ runs: [MeasuredRun], unreadable: [UnreadableRow] = [], name: String = "runs") -> MeasuredFile {
    MeasuredFile(
      name: name, form: .servingTable, readings: runs.map(RunReading.run) + unreadable.map(RunReading.unreadable))
  }
}
