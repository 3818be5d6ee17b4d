import Experts
import Optimization

/// Places the experts of one layer on domains between which tokens cross slower links: max(compute, HBM, scale-up,
/// scale-out) of the hottest rank and domain is to be least, where dispatch sends one copy of a token to each domain.
///
/// Units of experts go to domains by a set partitioning on recorded tokens, exchanges of single experts refine that on
/// max(compute, scale-out), and within each domain experts and copies are balanced as without a network. Copies of an
/// expert stay in its domain, so a loss of it takes all of them. A placement made without regard to the network is kept where it is faster.
public struct NetworkPlacer: Sendable {
  private let routes: TokenRoutes
  /// [scenario][expert], each of as many tokens as the routes.
  private let loads: [[Double]]
  private let ranks: [ExpertRank]
  private let redundant: Int
  private let groups: Int?
  private let costs: NetworkCosts
  private let effort: PlacementEffort
  private let optimizer: any Optimizer
  private static let mostColumns = 20_000

  /// - Parameters:
  ///   - routes: Recorded tokens.
  ///   - loads: Loads by [scenario][expert], in any unit, of which the worst scenario is balanced; `nil` takes them
  ///     from the routes.
  ///   - ranks: The ranks, in domains.
  ///   - redundant: The copies beyond the first of each expert; each domain gets its share.
  ///   - groups: The number of groups of neighbouring experts, to which the router limits its choice; `nil` for none.
  ///   - costs: The time per unit of each resource.
  ///   - effort: The effort of the search.
  ///   - optimizer: Solves the set partitioning, and proves the bounds of balances.
  public init(
    routes: TokenRoutes, loads: [[Double]]? = nil, ranks: [ExpertRank], redundant: Int, groups: Int? = nil,
    costs: NetworkCosts,
    effort: PlacementEffort = PlacementEffort(), optimizer: any Optimizer
  ) {
    self.routes = routes
    self.loads = routes.scaled(loads ?? [routes.loads])
    self.ranks = ranks
    self.redundant = redundant
    self.groups = groups
    self.costs = costs
    self.effort = effort
    self.optimizer = optimizer
  }

  /// The best placement found.
  /// - Parameter others: Maps that it shall be no slower than; those that break a rule do not count.
  public func place(besides others: [ExpertMap] = []) -> NetworkAnswer {
    let domains = Dictionary(grouping: ranks.indices) { ranks[$0].domain }.sorted { $0.key < $1.key }.map(\.value)
    let plain = unregarding()
    let known = [plain] + others.filter { $0.fault(in: problem) == nil }
    guard domains.count > 1, areEqual(domains) else { return best(known, units: nil, plain: plain) }
    let units = units(domains)
    var candidates = known + (units.map { [$0.map] } ?? [])
    var assignment = DomainAssignment(
      routes, loads: meanLoads, domainOf: domainOf(units?.map, domains), perLoad: perLoad(domains),
      perArrival: perArrival(domains))
    var random = SplitMix(seed: 3)
    let refined = assignment.anneal(steps: effort.steps / 10, random: &random)
    candidates.append(balanced(refined, domains))
    return best(candidates, units: units, plain: plain)
  }

  /// The placement that balances the load of experts and ignores the network.
  public func unregarding() -> ExpertMap {
    ExpertPlacer(problem, effort: effort, optimizer: optimizer).place().map
  }

  private var problem: ExpertProblem { ExpertProblem(tokens: loads, ranks: ranks, redundant: redundant) }

  /// The time of a map, by resource.
  public func time(of map: ExpertMap) -> NetworkTime {
    NetworkTime(NetworkUse(map, routes: routes, ranks: ranks, loads: loads), costs: costs, ranks: ranks)
  }

  private func best(_ maps: [ExpertMap], units: NetworkAnswer.Units?, plain: ExpertMap) -> NetworkAnswer {
    let times = maps.map(time)
    let least = times.reduce(.infinity) { min($0, $1.total) }
    // Of maps that one resource makes equally slow, the one that loads the network least.
    let fastest = maps.indices.filter { times[$0].total <= least * (1 + 1e-9) }
    let index = fastest.min { times[$0].scaleOut < times[$1].scaleOut } ?? 0
    return NetworkAnswer(
      map: maps[index], time: times[index],
      fanOut: NetworkUse(maps[index], routes: routes, ranks: ranks).fanOut, unregarding: plain, units: units)
  }

  /// Domains of the same ranks, between which experts and copies divide evenly.
  private func areEqual(_ domains: [[Int]]) -> Bool {
    let kinds = domains.map { domain in domain.map { [Double(ranks[$0].slots), ranks[$0].speed] } }
    return kinds.allSatisfy { $0 == kinds[0] } && routes.expertCount % domains.count == 0
      && redundant % domains.count == 0
  }

  /// Seconds for a recorded token of an expert, if the ranks of the domain shared the work evenly.
  private func perLoad(_ domains: [[Int]]) -> [Double] {
    domains.map { domain in scale * costs.perToken / domain.reduce(0) { $0 + ranks[$1].speed } }
  }

  /// Seconds for a recorded token that has an expert in the domain.
  private func perArrival(_ domains: [[Int]]) -> [Double] {
    domains.map { scale * costs.perCopy * (1 - Double($0.count) / Double(ranks.count)) }
  }

  private var scale: Double { costs.batchTokens / Double(max(1, routes.tokenCount)) }

  private func domainOf(_ map: ExpertMap?, _ domains: [[Int]]) -> [Int] {
    var domainOf = (0..<routes.expertCount).map { $0 * domains.count / routes.expertCount }
    guard let map else { return domainOf }
    for (number, domain) in domains.enumerated() {
      for rank in domain { for expert in map.ranks[rank] { domainOf[expert] = number } }
    }
    return domainOf
  }

  private var meanLoads: [Double] {
    (0..<routes.expertCount).map { expert in loads.reduce(0) { $0 + $1[expert] } / Double(loads.count) }
  }

  /// The problem of placing some experts on some ranks; the scenario with the largest load fills the ranks.
  private func part(_ experts: [Int], _ ranks: [ExpertRank], redundant: Int) -> ExpertProblem {
    let rows = loads.map { row in experts.map { row[$0] } }
    let most = rows.map { $0.reduce(0, +) }.max() ?? 0
    let speed = ranks.reduce(0) { $0 + $1.speed }
    let even = speed / Double(max(1, experts.count))
    return ExpertProblem(
      popularity: rows.map { row in row.map { most > 0 ? $0 / most * speed : even } }, ranks: ranks,
      mostCopies: experts.count + redundant)
  }

  /// Experts and copies balanced within each domain.
  private func balanced(_ domainOf: [Int], _ domains: [[Int]]) -> ExpertMap {
    var held = [[Int]](repeating: [], count: ranks.count)
    for (number, domain) in domains.enumerated() {
      let experts = domainOf.indices.filter { domainOf[$0] == number }
      let problem = part(experts, domain.map { ranks[$0] }, redundant: redundant / domains.count)
      let map = ExpertPlacer(problem, effort: effort, optimizer: optimizer).place().map
      for (rank, local) in zip(domain, map.ranks) { held[rank] = local.map { experts[$0] } }
    }
    return ExpertMap(ranks: held)
  }

  /// The best assignment of whole units, in the finest division whose assignments can all be enumerated.
  private func units(_ domains: [[Int]]) -> NetworkAnswer.Units? {
    let experts = routes.expertCount
    let counts = (groups.map { [$0 * 2, $0] } ?? [domains.count * 2, domains.count]).filter {
      experts % $0 == 0 && $0 % domains.count == 0 && $0 <= 64
        && UnitProgram.columnCount(units: $0, perDomain: $0 / domains.count) <= Self.mostColumns
    }
    guard let count = counts.first else { return nil }
    let units =
      groups == nil
      ? UnitClustering(routes, count: count).units
      : (0..<count).map { Array($0 * experts / count..<($0 + 1) * experts / count) }
    let program = UnitProgram(units: units, perDomain: count / domains.count, routes: routes)
    guard let (sets, share) = program.solve(optimizer) else { return nil }
    var domainOf = [Int](repeating: 0, count: experts)
    for (domain, set) in sets.enumerated() {
      for expert in set.flatMap({ units[$0] }) { domainOf[expert] = domain }
    }
    let map = balanced(domainOf, domains)
    let network = share * Double(routes.tokenCount) * (perArrival(domains).min() ?? 0)
    let speeds = ranks.reduce(0) { $0 + $1.speed }
    let compute = routes.loads.reduce(0, +) * scale * costs.perToken / speeds
    return NetworkAnswer.Units(
      experts: units, map: map, time: time(of: map), bound: max(network, compute, leastMemory))
  }

  /// Some rank holds its share of the experts, and of the copies where every slot is to be filled.
  private var leastMemory: Double {
    let slots = ranks.reduce(0) { $0 + $1.slots }
    let copies = routes.expertCount + redundant
    let fullest =
      copies == slots ? ranks.map(\.slots).max() ?? 0 : (routes.expertCount + ranks.count - 1) / ranks.count
    return Double(fullest) * costs.perExpert
  }
}

/// Experts in units of one size, so that experts that tokens go to together share a unit: exchanges of two experts while
/// any raises the number of pairs that meet in a unit.
struct UnitClustering {
  private(set) var units: [[Int]]
  private let together: [[Int]]

  /// - Parameters:
  ///   - routes: Recorded tokens.
  ///   - count: The number of units, a divisor of the number of experts.
  init(_ routes: TokenRoutes, count: Int) {
    together = routes.coactivation
    let size = routes.expertCount / count
    units = (0..<count).map { Array($0 * size..<($0 + 1) * size) }
    for _ in 0..<20 where improve() == 0 { break }
    units = units.map { $0.sorted() }
  }

  /// - Returns: The number of exchanges made.
  private mutating func improve() -> Int {
    var exchanges = 0
    for first in units.indices {
      for second in units.indices.dropFirst(first + 1) {
        for left in units[first].indices {
          for right in units[second].indices where gain(first, left, second, right) > 0 {
            (units[first][left], units[second][right]) = (units[second][right], units[first][left])
            exchanges += 1
          }
        }
      }
    }
    return exchanges
  }

  private func gain(_ first: Int, _ left: Int, _ second: Int, _ right: Int) -> Int {
    let one = units[first][left]
    let other = units[second][right]
    var gain = 0
    for expert in units[second] where expert != other { gain += together[one][expert] - together[other][expert] }
    for expert in units[first] where expert != one { gain += together[other][expert] - together[one][expert] }
    return gain
  }
}
