/// The expected load of recorded tokens on ranks and domains under a map.
///
/// A token takes each copy of an expert with equal probability, independent of its other experts, and originates on
/// each rank with equal probability. Dispatch is deduplicated: one copy of the token is sent to each domain that holds
/// any of its experts.
public struct NetworkUse: Sendable, Equatable {
  /// The expert tokens that each rank computes, in its worst scenario.
  public let rankLoads: [Double]
  /// Copies of experts on each rank.
  public let held: [Int]
  /// Tokens that come to each rank, each once.
  public let rankArrivals: [Double]
  /// Tokens that have an expert in each domain, in the order of their numbers.
  public let domainArrivals: [Double]
  /// The share of all ranks in each domain.
  public let domainShares: [Double]
  /// The number of recorded tokens.
  public let tokenCount: Int

  /// - Parameters:
  ///   - map: The map; every expert has a place.
  ///   - routes: The recorded tokens.
  ///   - ranks: The ranks, as many as the map has.
  ///   - loads: The load of experts by [scenario][expert], in any unit; `nil` takes it from the routes.
  public init(_ map: ExpertMap, routes: TokenRoutes, ranks: [ExpertRank], loads: [[Double]]? = nil) {
    let numbers = Set(ranks.map(\.domain)).sorted()
    let index = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    let domains = ranks.map { index[$0.domain] ?? 0 }
    tokenCount = routes.tokenCount
    held = map.ranks.map(\.count)
    rankLoads = routes.scaled(loads ?? [routes.loads]).reduce([Double](repeating: 0, count: ranks.count)) {
      zip($0, map.rankLoads($1)).map(max)
    }
    domainShares = numbers.indices.map { domain in
      Double(domains.count { $0 == domain }) / Double(ranks.count)
    }
    rankArrivals = Self.arrivals(map, routes, places: Array(ranks.indices), count: ranks.count)
    domainArrivals = Self.arrivals(map, routes, places: domains, count: numbers.count)
  }

  /// Mean of the domains that a token has experts in.
  public var fanOut: Double { domainArrivals.reduce(0, +) / Double(max(1, tokenCount)) }

  /// Copies of tokens that come to each domain from others.
  public var crossings: [Double] { zip(domainArrivals, domainShares).map { $0 * (1 - $1) } }

  /// Σ over tokens of 1 − Π over its experts of the probability that the copy it takes is elsewhere.
  private static func arrivals(_ map: ExpertMap, _ routes: TokenRoutes, places: [Int], count: Int) -> [Double] {
    let chances = chances(map, routes.expertCount, places)
    var arrivals = [Double](repeating: 0, count: count)
    var elsewhere = [Double](repeating: 1, count: count)
    var touched: [Int] = []
    for token in 0..<routes.tokenCount {
      touched.removeAll(keepingCapacity: true)
      for expert in routes.experts(of: token) {
        for (place, chance) in chances[Int(expert)] {
          if elsewhere[place] == 1 { touched.append(place) }
          elsewhere[place] *= 1 - chance
        }
      }
      for place in touched where elsewhere[place] < 1 {
        arrivals[place] += 1 - elsewhere[place]
        elsewhere[place] = 1
      }
    }
    return arrivals
  }

  /// For each expert, the places of its copies with the probability of each.
  private static func chances(_ map: ExpertMap, _ experts: Int, _ places: [Int]) -> [[(place: Int, chance: Double)]] {
    let copies = map.copies(of: experts)
    var counts = [[Int: Int]](repeating: [:], count: experts)
    for (rank, held) in map.ranks.enumerated() { for expert in held { counts[expert][places[rank], default: 0] += 1 } }
    return counts.enumerated().map { expert, counts in
      counts.sorted { $0.key < $1.key }.map { (place: $0.key, chance: Double($0.value) / Double(copies[expert])) }
    }
  }
}
