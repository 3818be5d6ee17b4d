import ExpertMaps

/// A placement that regards the network.
public struct NetworkAnswer: Sendable, Equatable {
  /// What is known of placements that keep units of experts in one domain.
  public struct Units: Sendable, Equatable {
    /// The units: groups of the router, or experts that tokens go to together.
    public let experts: [[Int]]
    /// Best map found that keeps them whole.
    public let map: ExpertMap
    /// Its time, seconds.
    public let time: NetworkTime
    /// No placement that keeps these units whole, with as many in each domain, is faster; seconds. Others may be.
    public let bound: Double
  }

  /// Which experts each rank holds.
  public let map: ExpertMap
  /// By resource.
  public let time: NetworkTime
  /// Mean of the domains that a token has experts in.
  public let fanOut: Double
  /// What would have been placed without regard to the network.
  public let unregarding: ExpertMap
  /// `nil` where the units were too many to enumerate.
  public let units: Units?
}
