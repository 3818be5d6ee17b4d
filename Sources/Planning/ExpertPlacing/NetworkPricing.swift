import Costing
import ExpertMaps

/// What a step takes of each resource.
public enum NetworkPricing: Sendable {
  /// Time of a domain's NICs for a token that enters it, over the time of a token's experts on all GPUs evenly; nothing else
  /// is counted.
  case nicCost(Double)
  /// By layer, of a model on a cluster.
  case units([Int: ExpertUnitCosts])

  /// - Parameters:
  ///   - layer: Its number in the model.
  ///   - ranks: In domains of equally many.
  func costs(layer: Int, _ routes: TokenRoutes, ranks: [ExpertRank]) -> NetworkCosts? {
    switch self {
    case .nicCost(let ratio):
      // Even compute is then 1 for each token of the step.
      let tokens = Double(max(1, routes.tokenCount))
      return NetworkCosts(
        batchTokens: 1, perToken: Self.speed(ranks) * tokens / Double(max(1, routes.experts.count)), perExpert: 0,
        perArrival: 0, perCopy: ratio)
    case .units(let units):
      guard let unit = units[layer] else { return nil }
      let perDomain = ranks.count { $0.domain == ranks[0].domain }
      return NetworkCosts(
        batchTokens: unit.tokens, perToken: unit.perToken, perExpert: unit.perExpert, perArrival: unit.perArrival,
        perCopy: unit.perCopy / Double(perDomain))
    }
  }

  /// Seconds of compute in a step where all ranks have as much as they are fast.
  static func even(_ costs: NetworkCosts, _ routes: TokenRoutes, ranks: [ExpertRank]) -> Double {
    costs.batchTokens * Double(routes.experts.count) / Double(max(1, routes.tokenCount)) * costs.perToken / speed(ranks)
  }

  private static func speed(_ ranks: [ExpertRank]) -> Double { ranks.reduce(0) { $0 + $1.speed } }
}
