import ExpertMaps

/// The experts of one layer on the expert ranks of its stage.
public struct PlacedExperts: Codable, Sendable, Equatable {
  /// The layer.
  public var layer: Int
  /// The stage that holds it.
  public var stage: Int
  /// For each expert rank the experts that it holds, ascending; one with copies stands on several ranks.
  public var ranks: [[Int]]
  /// Load of the hottest rank over the mean, where an expert load was given.
  public var imbalance: Double?
  /// No placement with as many copies has a lower imbalance; where an expert load was given.
  public var bound: Double?
  /// What shows that; a verifier needs no solver to believe it.
  public var proof: BalanceProof?

  /// - Parameters: As the properties of the same names.
  public init(
    layer: Int, stage: Int, ranks: [[Int]], imbalance: Double? = nil, bound: Double? = nil, proof: BalanceProof? = nil
  ) {
    self.layer = layer
    self.stage = stage
    self.ranks = ranks
    self.imbalance = imbalance
    self.bound = bound
    self.proof = proof
  }

  /// How far the imbalance can be from the best: imbalance / bound − 1; `nil` without an expert load.
  public var gap: Double? {
    guard let imbalance, let bound, bound > 0 else { return nil }
    return max(0, imbalance / bound - 1)
  }
}
