/// What a cluster would do with other figures: a question and its answer, found by solving again.
public struct ClusterWhatIf: Codable, Sendable, Equatable {
  /// What is changed, for people.
  public var change: String
  /// What the objective then comes to; absent where the demand cannot be met.
  public var value: Double?
  /// No composition does better then.
  public var bound: Double?
  /// `value` over that of the plan, less one.
  public var relativeChange: Double?
  /// All models' requests per second that are served.
  public var servedRequestsPerSecond: Double?
  /// GPUs of all workers.
  public var gpusUsed: Int?
  /// Why there is no answer.
  public var refusal: Refusal?

  /// - Parameters:
  ///   - change: What is changed, for people.
  ///   - before: The composition of the plan.
  ///   - after: With the change.
  public init(change: String, before: PlannedComposition, after: PlannedComposition) {
    self.change = change
    value = after.value
    bound = after.bound
    relativeChange = before.value > 0 ? after.value / before.value - 1 : nil
    servedRequestsPerSecond = after.servedRequestsPerSecond
    gpusUsed = after.gpusUsed
  }

  /// - Parameters:
  ///   - change: What is changed, for people.
  ///   - refusal: Why there is no answer.
  public init(change: String, refusal: Refusal) {
    self.change = change
    self.refusal = refusal
  }
}
