/// What was measured of a deployment.
public enum MeasuredQuantity: String, Sendable, Hashable, CaseIterable, Codable {
  /// TPOT, seconds.
  case timePerOutputToken
  /// TTFT, seconds.
  case timeToFirstToken
  /// Generated tokens per second and GPU of the deployment.
  case outputTokensPerSecondPerGPU
  /// Prompt tokens per second and GPU that prefills, prefix-cache hits among them.
  case inputTokensPerSecondPerGPU
  /// Prompt and generated tokens per second and GPU of the deployment.
  case totalTokensPerSecondPerGPU
  /// Generated tokens per second of one sequence.
  case outputTokensPerSecondPerUser

  /// The base unit, as tables write it.
  public var unit: String {
    switch self {
    case .timePerOutputToken, .timeToFirstToken: "s"
    case .outputTokensPerSecondPerGPU, .inputTokensPerSecondPerGPU, .totalTokensPerSecondPerGPU: "tok/s/GPU"
    case .outputTokensPerSecondPerUser: "tok/s"
    }
  }
}
