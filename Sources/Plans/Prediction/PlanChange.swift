/// A change to the inputs that was solved for.
public struct PlanChange: Codable, Sendable, Equatable {
  /// In words: "store the KV cache in fp8".
  public var change: String
  /// The flag or figure to change.
  public var flag: String?
  /// The objective after it.
  public var objective: Double
  /// Relative improvement of the objective; positive is better.
  public var improvement: Double

  /// - Parameters: As the properties of the same names.
  public init(change: String, flag: String?, objective: Double, improvement: Double) {
    self.change = change
    self.flag = flag
    self.objective = objective
    self.improvement = improvement
  }
}
