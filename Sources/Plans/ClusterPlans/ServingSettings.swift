import Costing

/// How the runtime of all workers was started, as far as it was said.
public struct ServingSettings: Codable, Sendable, Equatable {
  /// The serving runtime; absent for any.
  public var runtime: String?
  /// The engine whose layouts alone were looked at; absent where any layout was.
  public var engine: EngineRule?
  /// Whether two half batches overlap communication with computing.
  public var overlapsTwoBatches: Bool
  /// Steps of decode between two looks at the waiting requests.
  public var stepsBetweenAdmissions: Double?
  /// Sequences in decode that a data-parallel rank takes at most.
  public var mostSequencesPerRank: Double?

  /// - Parameters:
  ///   - runtime: The serving runtime; `nil` for any.
  ///   - engine: The engine whose layouts alone were looked at; `nil` where any layout was.
  ///   - overlapsTwoBatches: Whether two half batches overlap communication with computing.
  ///   - scheduler: What it was started with.
  public init(
    runtime: String?, engine: EngineRule? = nil, overlapsTwoBatches: Bool, scheduler: SchedulerSettings
  ) {
    self.runtime = runtime
    self.engine = engine
    self.overlapsTwoBatches = overlapsTwoBatches
    stepsBetweenAdmissions = scheduler.stepsBetweenAdmissions
    mostSequencesPerRank = scheduler.mostSequencesPerRank
  }

  /// As the serving model wants it.
  public var scheduler: SchedulerSettings {
    SchedulerSettings(stepsBetweenAdmissions: stepsBetweenAdmissions, mostSequencesPerRank: mostSequencesPerRank)
  }
}
