import Optimization

/// What a composition program was answered with.
public struct CompositionAnswer: Sendable {
  /// The workers.
  public let workers: WorkerCounts
  /// For each pool the contents of its domains that hold the workers.
  public let domains: [[DomainContents]]
  /// What the objective came to: the smallest served/demand, or the cost.
  public let value: Double
  /// For `.served` no composition serves a larger share of the demands; for `.cost` none costs less.
  public let bound: Double
  /// Why the search ended.
  public let status: TerminationStatus
  /// Its size and work.
  public let effort: CompositionEffort

  /// How far from the bound, as a share of the value.
  public var gap: Double { value > 0 ? (bound - value).magnitude / value : (bound == value ? 0 : .infinity) }
}
