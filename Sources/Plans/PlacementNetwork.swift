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

/// Where the experts of every layer go, how good that is, and what it was made from: what `layline place --json` prints.
///
/// A balance is the mean over the hottest of the times of the GPUs: 1 where all are equally busy.
public struct ExpertPlacementDocument: Codable, Sendable, Equatable {
  /// The version of this form.
  public static let form = "expert-placement/1"

  /// The version of this form.
  public private(set) var layline = ExpertPlacementDocument.form
  /// The loads that it was made from and judged on.
  public let inputs: PlacementInputs
  /// What the experts were placed on, and under which rules.
  public let target: PlacementTarget
  /// Layers of the model, with and without experts.
  public let layerCount: Int
  /// E.
  public let expertCount: Int
  /// Of the layers that have experts, ascending.
  public let layers: [LayerPlacement]
  /// Over those layers.
  public let totals: PlacementTotals
  /// How it is reached from what runs; `nil` where nothing does.
  public let moves: PlacementMoves?
  /// How copies were dealt out over layers; `nil` where every layer has as many.
  public let budget: PlacementBudget?
  /// How it loads the network; `nil` where it was made without regard to that.
  public let network: PlacementNetwork?
  /// Of a step of decode; `nil` where no model and cluster were given.
  public var prediction: PlacementPrediction?

  /// Whether the search was ended by hand, so that more of it could find better; absent where it was not.
  public var isInterrupted: Bool?

  /// - Parameters: As the properties of the same names; nothing is predicted yet.
  public init(
    inputs: PlacementInputs, target: PlacementTarget, layerCount: Int, expertCount: Int, layers: [LayerPlacement],
    moves: PlacementMoves? = nil, budget: PlacementBudget? = nil, network: PlacementNetwork? = nil
  ) {
    self.inputs = inputs
    self.target = target
    self.layerCount = layerCount
    self.expertCount = expertCount
    self.layers = layers
    totals = PlacementTotals(layers)
    self.moves = moves
    self.budget = budget
    self.network = network
  }
}
