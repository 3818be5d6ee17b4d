/// New maps for all layers, with what they cost to reach.
public struct Replan: Sendable, Equatable {
  /// In the order of the layers.
  public let layers: [ReplannedLayer]
  /// Σ weight · time, and the price of moves where they have one.
  public let objective: Double
  /// No choice among the maps that were found has a lower objective. Maps that were not found may.
  public let bound: Double

  /// Bytes of experts that are sent in all layers together.
  public var movedBytes: Double { layers.reduce(0) { $0 + $1.movedBytes } }
  /// Experts that are sent in all layers together.
  public var moveCount: Int { layers.reduce(0) { $0 + $1.schedule.moves.count } }
}
