/// How a placement loads the network between domains, where it was made with regard to that.
public struct PlacementNetwork: Codable, Sendable, Equatable {
  /// Over the layers that have routes.
  public struct Mean: Codable, Sendable, Equatable {
    /// Domains that a token has experts in.
    public let fanOut: Double
    /// Of a layer, as in `NetworkLoad`.
    public let time: Double

    init(_ loads: [NetworkLoad]) {
      fanOut = PlacementNetwork.mean(loads.map(\.fanOut))
      time = PlacementNetwork.mean(loads.map(\.time))
    }
  }

  /// Which experts each token went to.
  public let routes: [PlanInputs.Reference]
  /// Between which tokens travel over NICs.
  public let domains: Int
  /// Time of a domain's NICs for a token that enters it over the even compute of a token; `nil` where a model and a cluster
  /// say what everything costs.
  public let nicCost: Double?
  /// Of all GPUs together, that times are of; `nil` where only the price of the NIC was given.
  public let tokensPerStep: Double?
  /// Placed without regard to the network, because no routes were recorded.
  public let layersWithoutRoutes: [Int]
  /// That have routes, ascending.
  public let layers: [NetworkLayer]
  /// With regard to the network.
  public let placed: Mean
  /// The same engine without regard to it.
  public let unregarding: Mean
  /// The runtimes' greedy.
  public let greedy: Mean
  /// Mean of the layers' bounds, for placements that keep units whole; `nil` where a layer has none.
  public let bound: Double?

  /// - Parameters: As the properties of the same names.
  public init(
    routes: [PlanInputs.Reference], domains: Int, nicCost: Double?, tokensPerStep: Double?,
    layersWithoutRoutes: [Int], layers: [NetworkLayer]
  ) {
    self.routes = routes
    self.domains = domains
    self.nicCost = nicCost
    self.tokensPerStep = tokensPerStep
    self.layersWithoutRoutes = layersWithoutRoutes
    self.layers = layers
    placed = Mean(layers.map(\.placed))
    unregarding = Mean(layers.map(\.unregarding))
    greedy = Mean(layers.map(\.greedy))
    let bounds = layers.compactMap(\.bound)
    bound = bounds.count == layers.count ? Self.mean(bounds) : nil
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
