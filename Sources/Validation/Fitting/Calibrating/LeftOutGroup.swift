/// How a fit does on a group of runs that it has never seen.
public struct LeftOutGroup: Sendable, Hashable, Codable {
  /// "hopper", "deepseek-ai/DeepSeek-R1".
  public let name: String
  /// Runs of it.
  public let runs: Int
  /// Errors on them, before and by the fit on all other groups.
  public let errors: [QuantityErrors]
}
