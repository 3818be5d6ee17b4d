import ExpertMaps

/// A `BalanceProof` as a document holds it.
public struct PlacedProof: Codable, Sendable, Equatable {
  /// How the bound is shown.
  public enum Kind: String, Codable, Sendable {
    /// All ranks together have that much to do.
    case mean
    /// However copies are dealt out, a copy of some expert has that much to do.
    case largestShare = "largest share"
    /// Experts that must share a rank because there are no other slots.
    case crowding
    /// Prices of experts, for every case of how many copies some of them have.
    case prices
    /// Bounds on every division of groups of experts.
    case groups
  }

  /// How the bound is shown.
  public var kind: Kind
  /// For `prices`.
  public var prices: PriceTree?
  /// For `groups`.
  public var groups: GroupBounds?

  /// The proof of a bound.
  public init(_ proof: BalanceProof) {
    switch proof {
    case .mean: kind = .mean
    case .largestShare: kind = .largestShare
    case .crowding: kind = .crowding
    case .prices(let prices):
      kind = .prices
      self.prices = prices
    case .groups(let groups):
      kind = .groups
      self.groups = groups
    }
  }

  /// The proof again; `nil` where what it needs is missing.
  public var proof: BalanceProof? {
    switch kind {
    case .mean: .mean
    case .largestShare: .largestShare
    case .crowding: .crowding
    case .prices: prices.map { .prices($0) }
    case .groups: groups.map { .groups($0) }
    }
  }
}
