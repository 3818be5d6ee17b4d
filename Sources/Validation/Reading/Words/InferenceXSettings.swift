import Costing

/// What the launch scripts of InferenceX start servers with, which its tables do not say.
///
/// Source: the launch scripts of SemiAnalysisAI/InferenceX. SGLang on Blackwell looks at its queue every 10 steps, and every
/// 30 from 16 clients on, but for fp8 models on 4 GPUs. The recipes of TensorRT-LLM with prefill apart start tensor-parallel
/// decode workers with a batch limit that is a power of two, 32 at least.
enum InferenceXSettings {
  private static let fewestSequences = 32.0

  static func settings(of run: MeasuredRun) -> SchedulerSettings {
    guard case .concurrency(let clients) = run.traffic.load else { return SchedulerSettings() }
    switch (run.runtime, run.deployment) {
    case ("sglang", .aggregated(let group)) where isBlackwell(run.accelerator):
      let isSmall = run.weightFormat == .float8 && group.gpusPerWorker == 4
      return SchedulerSettings(stepsBetweenAdmissions: clients >= 16 && !isSmall ? 30 : 10)
    case ("trtllm", .disaggregated(_, let decode)) where decode.dataParallel == 1:
      return SchedulerSettings(
        mostSequencesPerRank: max(fewestSequences, powerOfTwo(below: clients / Double(decode.workers))))
    default: return SchedulerSettings()
    }
  }

  /// The largest power of two that is not above a number.
  private static func powerOfTwo(below limit: Double) -> Double {
    var power = 1.0
    while power * 2 <= limit { power *= 2 }
    return power
  }

  private static func isBlackwell(_ accelerator: String) -> Bool {
    ["b200", "b300", "gb200", "gb300"].contains { accelerator.lowercased().hasPrefix($0) }
  }
}
