/// The experts of one layer on the expert ranks of its stage.
public struct PlacedExperts: Codable, Sendable, Equatable {
  /// The layer.
  public var layer: Int
  /// The stage that holds it.
  public var stage: Int
  /// For each expert rank the experts that it holds, ascending.
  public var ranks: [[Int]]
  /// Load of the hottest rank over the mean, where an expert load was given.
  public var imbalance: Double?

  /// - Parameters: As the properties of the same names.
  public init(layer: Int, stage: Int, ranks: [[Int]], imbalance: Double?) {
    self.layer = layer
    self.stage = stage
    self.ranks = ranks
    self.imbalance = imbalance
  }
}
