import Testing
@testable import Experts

struct NetworkUseTests {
  private static let routes = TokenRoutes(expertCount: 4, tokens: [[0, 1], [0, 2], [2, 3], [0, 1]])

  /// Ranks 0 and 1 in domain 5, 2 and 3 in domain 9, an expert on each.
  private static let ranks = [5, 5, 9, 9].map { ExpertRank(slots: 1, domain: $0) }

  @Test func routesAreCounted() {
    #expect(Self.routes.tokenCount == 4)
    #expect(Self.routes.loads == [3, 2, 2, 1])
    #expect(Self.routes.coactivation == [[3, 2, 1, 0], [2, 2, 0, 0], [1, 0, 2, 1], [0, 0, 1, 1]])
    #expect(Array(Self.routes.experts(of: 2)) == [2, 3])
  }

  /// Experts 0 and 1 together: tokens 0, 1 and 3 come to domain 5, tokens 1 and 2 to domain 9. Five arrivals of four
  /// tokens; half of the tokens come from the domain itself.
  @Test func aTokenComesToADomainOnce() {
    let use = NetworkUse(ExpertMap(ranks: [[0], [1], [2], [3]]), routes: Self.routes, ranks: Self.ranks)
    #expect(use.domainArrivals == [3, 2])
    #expect(use.fanOut == 1.25)
    #expect(use.crossings == [1.5, 1])
    #expect(use.rankArrivals == [3, 2, 2, 1])
    #expect(use.rankLoads == [3, 2, 2, 1])
    // Experts 0 and 3 together: tokens 0 to 3 all come to domain 5, and all to domain 9.
    let apart = NetworkUse(ExpertMap(ranks: [[0], [3], [1], [2]]), routes: Self.routes, ranks: Self.ranks)
    #expect(apart.domainArrivals == [4, 4])
    #expect(apart.fanOut == 2)
  }

  /// Two copies of 0, one in each domain, and a token of 0 and 1, where 1 lies in domain 5: domain 9 is entered with
  /// chance 1/2, domain 5 always.
  @Test func copiesAreTakenByChance() {
    let routes = TokenRoutes(expertCount: 2, tokens: [[0, 1]])
    let ranks = [ExpertRank(slots: 2, domain: 0), ExpertRank(slots: 1, domain: 1)]
    let use = NetworkUse(ExpertMap(ranks: [[0, 1], [0]]), routes: routes, ranks: ranks)
    #expect(use.domainArrivals == [1, 0.5])
    #expect(use.fanOut == 1.5)
    #expect(use.rankLoads == [1.5, 0.5])
    // Without expert 1, a token of 0 goes to exactly one of the two.
    let alone = TokenRoutes(expertCount: 2, tokens: [[0]])
    #expect(NetworkUse(ExpertMap(ranks: [[0, 1], [0]]), routes: alone, ranks: ranks).domainArrivals == [0.5, 0.5])
  }

  /// Four recorded tokens stand for eight: loads 6 4 4 2 take 6 · 2 s, 4 on the half-fast rank 4 · 2 / 0.5 s; three
  /// experts on a rank would be three reads; crossings 3 and 2.
  @Test func resourcesAreTimedByTheirHottest() {
    var ranks = Self.ranks
    ranks[2].speed = 0.5
    let use = NetworkUse(ExpertMap(ranks: [[0], [1], [2], [3]]), routes: Self.routes, ranks: ranks)
    let costs = NetworkCosts(batchTokens: 8, perToken: 2, perExpert: 7, perArrival: 1, perCopy: 6)
    let time = NetworkTime(use, costs: costs, ranks: ranks)
    #expect(time.compute == 16)
    #expect(time.memory == 7)
    #expect(time.scaleUp == 6)
    #expect(time.scaleOut == 18)
    #expect(time.total == 18)
  }

  /// Eight experts of tokens were recorded: loads of 16 count half, and a rank counts what it has in its worst scenario.
  @Test func loadsMayBeOfOtherRecordings() {
    #expect(Self.routes.scaled([[4, 4, 8, 0], [0, 0, 0, 0]]) == [[2, 2, 4, 0], [2, 2, 2, 2]])
    let map = ExpertMap(ranks: [[0], [1], [2], [3]])
    let use = NetworkUse(map, routes: Self.routes, ranks: Self.ranks, loads: [[4, 4, 8, 0], [0, 0, 0, 0]])
    #expect(use.rankLoads == [2, 2, 4, 2])
    #expect(use.domainArrivals == NetworkUse(map, routes: Self.routes, ranks: Self.ranks).domainArrivals)
  }

  @Test func recordingsAreJoined() {
    let other = TokenRoutes(expertCount: 4, tokens: [[3], [1, 2, 3]])
    #expect(
      TokenRoutes(joining: [Self.routes, other])
        == TokenRoutes(expertCount: 4, tokens: [[0, 1], [0, 2], [2, 3], [0, 1], [3], [1, 2, 3]]))
    #expect(TokenRoutes(joining: [other]) == other)
  }

  /// Arrivals at domains add up to at least one and at most k for each token, however experts lie.
  @Test func fanOutLiesBetweenOneAndTheExpertsOfAToken() {
    let tokens = (0..<50).map { token in
      [token % 7, (token * 3 + 1) % 7, (token + 5) % 7].reduce(into: [Int]()) {
        if !$0.contains($1) { $0.append($1) }
      }
    }
    let routes = TokenRoutes(expertCount: 7, tokens: tokens)
    let ranks = (0..<4).map { ExpertRank(slots: 3, domain: $0 % 3) }
    let use = NetworkUse(
      ExpertMap(ranks: [[0, 1, 2], [2, 3, 4], [4, 5, 6], [6, 0, 1]]), routes: routes, ranks: ranks)
    #expect(use.fanOut >= 1 && use.fanOut <= 3)
    #expect(abs(use.rankLoads.reduce(0, +) - routes.loads.reduce(0, +)) < 1e-9)
    #expect(zip(use.rankArrivals, use.rankLoads).allSatisfy { $0 <= $1 + 1e-12 })
    // In one domain, nothing crosses.
    let together = ranks.map { ExpertRank(slots: $0.slots) }
    let one = NetworkUse(
      ExpertMap(ranks: [[0, 1, 2], [2, 3, 4], [4, 5, 6], [6, 0, 1]]), routes: routes, ranks: together)
    #expect(one.fanOut == 1)
    #expect(one.crossings == [0])
  }
}
