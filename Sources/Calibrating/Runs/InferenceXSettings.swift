import Costing
import Quantities

/// Server settings of the launch scripts of InferenceX, which its tables omit.
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

/// The names of number formats in files: formats, and quantisation modes of AIConfigurator and of runtimes.
enum FormatWords {
  /// `fp4` alone is NVFP4: files that use it measured NVIDIA's accelerators with checkpoints of that format.
  private static let words: [(word: String, format: NumberFormat)] = [
    ("fp32", .float32), ("float32", .float32), ("bf16", .bfloat16), ("bfloat16", .bfloat16), ("fp16", .float16),
    ("float16", .float16), ("half", .float16), ("fp8", .float8), ("fp8_block", .float8), ("fp8_ootb", .float8),
    ("fp8_static", .float8), ("fp8_e4m3", .float8), ("fp8_e5m2", .float8), ("int8", .integer8),
    ("int8_wo", .integer8), ("w8a8", .integer8), ("nvfp4", .nvfp4), ("fp4", .nvfp4), ("mxfp4", .mxfp4),
    ("w4a16_mxfp4", .mxfp4), ("w4a8_mxfp4_mxfp8", .mxfp4), ("int4", .integer4), ("int4_wo", .integer4),
    ("w4afp8", .integer4), ("w4a16", .integer4),
  ]

  /// The format that a word means, ignoring case; `nil` for an unknown word.
  static func format(_ word: String) -> NumberFormat? {
    let wanted = word.lowercased()
    return words.first { $0.word == wanted }?.format
  }

  /// Every word, for messages.
  static var known: String { words.map(\.word).joined(separator: ", ") }
}

/// The settings of the benchmark client of InferenceX, which its tables omit.
///
/// Source: the benchmark scripts of SemiAnalysisAI/InferenceX start their client with `--random-range-ratio 0.8` and
/// `--num-prompts $((CONC * 10))`: lengths lie between 0.8 and 1 of the nominal ones, and a run is ten waves long.
enum InferenceXClient {
  private static let meanLength = 0.9
  private static let waves = 10.0

  /// The actual traffic of a run with nominal lengths.
  static func traffic(input: Double, output: Double, concurrency: Double) -> Traffic {
    Traffic(
      inputTokens: meanLength * input, outputTokens: meanLength * output, load: .concurrency(concurrency),
      requests: waves * concurrency)
  }
}

/// The largest degree of parallelism: a larger one is a mistake, and products of degrees must not overflow.
enum LayoutLimits {
  static let largestDegree = 1 << 14
}

extension Speculation {
  /// The speculation with a given mean number of tokens per step: benchmarks print that number, not the probability.
  /// - Parameters:
  ///   - draftTokens: The number of drafted tokens d, 1 or more.
  ///   - tokensPerStep: E[accepted], including the model's own token.
  /// - Returns: `nil` where d drafted tokens cannot yield that number: below 1 or above d + 1.
  static func matching(draftTokens: Int, tokensPerStep: Double) -> Speculation? {
    guard (1...64).contains(draftTokens), tokensPerStep >= 1, tokensPerStep <= Double(draftTokens + 1) else {
      return nil
    }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if Speculation(draftTokens: draftTokens, acceptance: middle).tokensPerStep < tokensPerStep {
        low = middle
      } else {
        high = middle
      }
    }
    return Speculation(draftTokens: draftTokens, acceptance: (low + high) / 2)
  }
}
