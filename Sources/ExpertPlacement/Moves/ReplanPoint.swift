import ExpertMaps

/// A map of one layer that can be reached from the current one.
public struct ReplanPoint: Sendable, Equatable {
  /// Experts that have to be sent.
  public let moves: Int
  /// Of the slowest rank; 1 where all ranks are equally busy.
  public let time: Double
  /// Which experts each rank holds then.
  public let map: ExpertMap
}
