/// What a deployment was started with that its scheduler keeps to; `nil` is the runtime's own choice.
public struct SchedulerSettings: Sendable, Hashable {
  /// Steps of decode between two looks at the queue of waiting requests.
  public var stepsBetweenAdmissions: Double?
  /// Sequences in decode that a data-parallel rank takes at most.
  public var mostSequencesPerRank: Double?

  /// - Parameters:
  ///   - stepsBetweenAdmissions: Steps of decode between two looks at the queue of waiting requests.
  ///   - mostSequencesPerRank: Sequences in decode that a data-parallel rank takes at most.
  public init(stepsBetweenAdmissions: Double? = nil, mostSequencesPerRank: Double? = nil) {
    self.stepsBetweenAdmissions = stepsBetweenAdmissions
    self.mostSequencesPerRank = mostSequencesPerRank
  }
}
