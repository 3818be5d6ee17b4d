/// What was measured of a deployment.
public enum MeasuredQuantity: String, Sendable, Hashable, CaseIterable, Codable {
  /// TTFT, seconds.
  case timeToFirstToken
  /// TPOT, seconds.
  case timePerOutputToken
  /// Generated tokens per second and GPU of the deployment.
  case outputTokensPerSecondPerGPU
  /// Prompt tokens per second and GPU that prefills, prefix-cache hits among them.
  case inputTokensPerSecondPerGPU
  /// Prompt and generated tokens per second and GPU of the deployment.
  case totalTokensPerSecondPerGPU
  /// Generated tokens per second of one sequence.
  case outputTokensPerSecondPerUser
}
