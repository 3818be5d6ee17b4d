import ExpertMaps

/// A layer's new map and the way there.
public struct ReplannedLayer: Sendable, Equatable {
  /// Which experts each rank is to hold.
  public let map: ExpertMap
  /// Of the slowest rank; 1 where all ranks are equally busy.
  public let time: Double
  /// Of the current map.
  public let currentTime: Double
  /// What no map undercuts, however many experts are moved.
  public let bound: BalanceBound
  /// Bytes of experts that are sent.
  public let movedBytes: Double
  /// The steps, none of which leaves an expert without a copy.
  public let schedule: MoveSchedule
}
