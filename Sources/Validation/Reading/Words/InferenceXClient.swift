import Costing

/// How the benchmark client of InferenceX sends requests, which its tables do not say.
///
/// Source: the benchmark scripts of SemiAnalysisAI/InferenceX start their client with `--random-range-ratio 0.8` and
/// `--num-prompts $((CONC * 10))`: lengths lie between 0.8 and 1 of the nominal ones, and a run is ten waves long.
enum InferenceXClient {
  private static let meanLength = 0.9
  private static let waves = 10.0

  /// What a run of nominal lengths really was.
  static func traffic(input: Double, output: Double, concurrency: Double) -> Traffic {
    Traffic(
      inputTokens: meanLength * input, outputTokens: meanLength * output, load: .concurrency(concurrency),
      requests: waves * concurrency)
  }
}
