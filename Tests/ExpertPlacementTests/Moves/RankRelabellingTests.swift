import Experts
import Testing
@testable import ExpertPlacement

struct RankRelabellingTests {
  private static func permutations(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(count - 1).flatMap { rest in
      (0...rest.count).map { Array(rest[..<$0]) + [count - 1] + Array(rest[$0...]) }
    }
  }

  @Test func assignmentsAreTheCheapestOfAll() {
    var random = SplitMix(seed: 5)
    for _ in 0..<300 {
      let count = 1 + random.below(6)
      let costs = (0..<count).map { _ in (0..<count).map { _ in random.below(20) - 10 } }
      let columns = CheapestAssignment(costs).columns
      #expect(columns.sorted() == Array(0..<count))
      let cost = columns.enumerated().reduce(0) { $0 + costs[$1.offset][$1.element] }
      let best = Self.permutations(count).map { $0.enumerated().reduce(0) { $0 + costs[$1.offset][$1.element] } }.min()
      #expect(cost == best)
    }
  }

  @Test func nothingNeedsNoPartner() { #expect(CheapestAssignment([]).columns.isEmpty) }

  /// All permutations under which the time and the faults of any map stay: kinds of ranks kept, and, where it matters,
  /// ranks of a domain kept together.
  private static func fewestMoves(_ map: ExpertMap, _ current: ExpertMap, _ problem: ExpertProblem) -> Int {
    let ranks = problem.ranks
    let key = problem.wholeGroups > 1 ? \ExpertRank.domain : \ExpertRank.failureDomain
    let keepsDomains = problem.wholeGroups > 1 || problem.survivesLoss
    return permutations(ranks.count).filter { places in
      ranks.indices.allSatisfy { rank in
        let place = places[rank]
        guard ranks[rank].slots == ranks[place].slots, ranks[rank].speed == ranks[place].speed else { return false }
        return !keepsDomains
          || ranks.indices.allSatisfy {
            (ranks[rank][keyPath: key] == ranks[$0][keyPath: key])
              == (ranks[place][keyPath: key] == ranks[places[$0]][keyPath: key])
          }
      }
    }.map { places in
      var moved = [[Int]](repeating: [], count: ranks.count)
      for (rank, place) in places.enumerated() { moved[place] = map.ranks[rank] }
      return ExpertMap(ranks: moved).moves(from: current)
    }.min() ?? 0
  }

  private static func problem(_ kind: Int, _ random: inout SplitMix) -> ExpertProblem {
    let ranks = (0..<6).map { rank in
      ExpertRank(
        slots: 2 + (kind == 1 ? rank % 2 : 0), speed: kind == 2 && rank < 2 ? 0.5 : 1, domain: rank / 2,
        failureDomain: rank / 3)
    }
    let loads = (0..<9).map { _ in 1 + Double(random.below(9)) }
    return ExpertProblem(
      tokens: [loads], ranks: ranks, redundant: 3, survivesLoss: kind == 3, wholeGroups: kind == 4 ? 3 : 1)
  }

  @Test(arguments: 0..<5) func noPermutationKeepsMore(kind: Int) {
    var random = SplitMix(seed: UInt64(kind))
    for _ in 0..<20 {
      let problem = Self.problem(kind, &random)
      let current = RandomMaps.map(of: problem, &random)
      let map = RandomMaps.map(of: problem, &random)
      let closest = RankRelabelling(problem, current: current).closest(map)
      #expect(closest.moves(from: current) == Self.fewestMoves(map, current, problem))
      #expect(abs(closest.time(of: problem) - map.time(of: problem)) < 1e-12)
      // The same kind of fault, if any, as ranks were only renamed.
      #expect((closest.fault(in: problem) == nil) == (map.fault(in: problem) == nil))
    }
  }

  /// Groups 0, 1 and 2 moved on by a domain: with domains as a whole it costs nothing to rename them back.
  @Test func wholeDomainsChangePlaces() {
    let problem = ExpertProblem(
      tokens: [[1, 2, 3, 4, 5, 6]], ranks: .equal(6, copies: 6, perDomain: 2), redundant: 0, wholeGroups: 3)
    let current = ExpertMap(ranks: [[0], [1], [2], [3], [4], [5]])
    let next = ExpertMap(ranks: [[3], [2], [4], [5], [1], [0]])
    #expect(RankRelabelling(problem, current: current).closest(next) == current)
  }
}
