/// Routes to place experts by, and what the network costs.
public struct NetworkRequest: Sendable {
  /// Which experts each token went to.
  public let routes: RecordedRoutes
  /// What a step takes of each resource.
  public let pricing: NetworkPricing
  /// Of the router, by layer: of neighbouring experts, among which a token is limited; layers without are not there.
  public let groups: [Int: Int]

  /// - Parameters: As the properties of the same names.
  public init(routes: RecordedRoutes, pricing: NetworkPricing, groups: [Int: Int] = [:]) {
    self.routes = routes
    self.pricing = pricing
    self.groups = groups
  }
}
