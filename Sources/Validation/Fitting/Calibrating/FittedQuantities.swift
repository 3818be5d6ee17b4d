/// Which measurements of a run a fit listens to, and how closely.
public enum FittedQuantities {
  /// Standard deviation of ln(predicted / measured) that repeated runs and what the model leaves out cause.
  ///
  /// TTFT depends on how a benchmark starts and on percentile or mean, so it says less than TPOT.
  public static func noise(of quantity: MeasuredQuantity) -> Double {
    quantity == .timeToFirstToken ? 0.5 : 0.12
  }

  /// Throughput, by how directly it tells of a step; the first that a run has stands in for a TPOT that it lacks.
  private static let steps: [MeasuredQuantity] = [
    .timePerOutputToken, .outputTokensPerSecondPerUser, .outputTokensPerSecondPerGPU, .totalTokensPerSecondPerGPU,
    .inputTokensPerSecondPerGPU,
  ]

  /// TTFT and one measure of a step, so that one observation is not counted twice under two names.
  public static func of(_ run: MeasuredRun) -> [MeasuredQuantity] {
    let step = steps.first { run.figures[$0] != nil }
    return [step, run.figures[.timeToFirstToken].map { _ in .timeToFirstToken }].compactMap { $0 }
  }
}
