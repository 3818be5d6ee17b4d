import Experts
import Optimization
import Testing
@testable import ExpertPlacement

struct NetworkPlacerTests {
  private static func costs(perCopy: Double) -> NetworkCosts {
    NetworkCosts(batchTokens: 400, perToken: 1, perExpert: 0, perArrival: 0, perCopy: perCopy)
  }

  private static func placer(
    _ routes: TokenRoutes, domains: Int, perDomain: Int, redundant: Int = 0, groups: Int? = nil, perCopy: Double
  ) -> NetworkPlacer {
    NetworkPlacer(
      routes: routes,
      ranks: .equal(domains * perDomain, copies: routes.expertCount + redundant, perDomain: perDomain),
      redundant: redundant, groups: groups, costs: costs(perCopy: perCopy), effort: .times(0.2),
      optimizer: GLPKOptimizer())
  }

  /// Least max(compute, scale-out) of all assignments of six experts, two to each of three ranks that are domains.
  private static func best(_ placer: NetworkPlacer) -> Double {
    var least = Double.infinity
    func assign(_ expert: Int, _ ranks: [[Int]]) {
      guard expert < 6 else {
        least = min(least, placer.time(of: ExpertMap(ranks: ranks)).total)
        return
      }
      for rank in 0..<3 where ranks[rank].count < 2 {
        var next = ranks
        next[rank].append(expert)
        assign(expert + 1, next)
      }
    }
    assign(0, [[], [], []])
    return least
  }

  @Test func smallAnswersAreTheBestOfAll() {
    for seed in UInt64(0)..<12 {
      let routes = LimitedRouting.routes(experts: 6, groups: 3, mostGroups: 2, perToken: 2, tokens: 120, seed: seed)
      for perCopy in [0.1, 1, 2, 5] {
        let placer = Self.placer(routes, domains: 3, perDomain: 1, perCopy: perCopy)
        let answer = placer.place()
        let least = Self.best(placer)
        #expect(answer.time.total >= least * (1 - 1e-12))
        #expect(answer.time.total <= least * (1 + 1e-9), "seed \(seed), \(perCopy)")
      }
    }
  }

  @Test(arguments: [0.0, 1, 4]) func mapsKeepToTheirRulesAndLoseNothing(perCopy: Double) throws {
    for seed in UInt64(0)..<3 {
      let routes = LimitedRouting.routes(experts: 32, groups: 8, mostGroups: 3, perToken: 4, tokens: 500, seed: seed)
      let placer = Self.placer(routes, domains: 4, perDomain: 2, redundant: 8, groups: 8, perCopy: perCopy)
      let answer = placer.place()
      let problem = ExpertProblem(
        tokens: [routes.loads], ranks: .equal(8, copies: 40, perDomain: 2), redundant: 8)
      #expect(answer.map.fault(in: problem) == nil)
      #expect(answer.time == placer.time(of: answer.map))
      #expect(answer.time.total <= placer.time(of: placer.unregarding()).total * (1 + 1e-9))
      let units = try #require(answer.units)
      #expect(units.experts.count == 16)
      #expect(answer.time.total <= units.time.total * (1 + 1e-9))
      #expect(units.bound <= units.time.total * (1 + 1e-9))
      // Units stay whole.
      for unit in units.experts {
        let holders = (0..<8).filter { rank in units.map.ranks[rank].contains { unit.contains($0) } }
        #expect(Set(holders.map { $0 / 2 }).count == 1)
      }
    }
  }

  /// Where the network costs much, regarding it pays: the synthetic router's tokens go to few groups.
  @Test func regardingTheNetworkPays() {
    let routes = LimitedRouting.routes(experts: 64, groups: 8, mostGroups: 2, perToken: 6, tokens: 1_000, seed: 1)
    let placer = Self.placer(routes, domains: 4, perDomain: 2, redundant: 16, groups: 8, perCopy: 4)
    let answer = placer.place()
    let plain = placer.unregarding()
    #expect(answer.time.total < placer.time(of: plain).total * 0.9)
    #expect(
      answer.fanOut
        < NetworkUse(plain, routes: routes, ranks: .equal(8, copies: 80, perDomain: 2)).fanOut)
    #expect(answer == placer.place())
  }

  /// A cheaper network never makes the answer slower.
  @Test func moreBandwidthNeverHurts() {
    let routes = LimitedRouting.routes(experts: 16, groups: 4, mostGroups: 2, perToken: 3, tokens: 300, seed: 4)
    let times = [0.5, 1, 2, 4, 8].map {
      Self.placer(routes, domains: 4, perDomain: 1, perCopy: $0).place().time.total
    }
    for (cheap, dear) in zip(times, times.dropFirst()) { #expect(cheap <= dear * 1.001) }
  }

  /// One domain has no network, and domains that differ are placed without regard to it.
  @Test func whatHasNoDomainsToChooseIsPlacedPlainly() {
    let routes = LimitedRouting.routes(experts: 9, groups: 3, mostGroups: 2, perToken: 2, tokens: 100, seed: 2)
    let one = Self.placer(routes, domains: 1, perDomain: 3, perCopy: 5).place()
    #expect(one.time.scaleOut == 0 && one.units == nil && one.fanOut == 1)
    let uneven = Self.placer(routes, domains: 2, perDomain: 2, perCopy: 5).place()
    #expect(uneven.units == nil)
  }

  @Test func exchangesKeepCountsRight() {
    let routes = LimitedRouting.routes(experts: 12, groups: 3, mostGroups: 2, perToken: 3, tokens: 100, seed: 6)
    var assignment = DomainAssignment(
      routes, domainOf: (0..<12).map { $0 / 4 }, perLoad: [1, 1, 1], perArrival: [1, 1, 1])
    var random = SplitMix(seed: 8)
    let best = assignment.anneal(steps: 500, random: &random)
    let anew = DomainAssignment(
      routes, domainOf: assignment.domainOf, perLoad: [1, 1, 1], perArrival: [1, 1, 1])
    #expect(anew.loads == assignment.loads && anew.arrivals == assignment.arrivals)
    #expect((0..<3).allSatisfy { domain in best.count { $0 == domain } == 4 })
  }
}
