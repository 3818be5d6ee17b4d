import Testing
@testable import Experts

@Suite("Tokens that take the nearest copy")
struct LocalityTests {
  /// Domains {0, 1} and {2, 3}. Expert 0 (12 tokens, 3 from each rank) lies on ranks 0 and 1 only: each keeps its own 3, and
  /// ranks 2 and 3 send half of theirs to each: 3 + 3 = 6. Expert 1 (4 tokens) lies on ranks 1 and 2: rank 1 gets its own
  /// and rank 0's, 2; rank 2 the same of its domain.
  @Test func workedExample() {
    let map = ExpertMap(ranks: [[0], [0, 1], [1], [2]])
    #expect(map.rankLoadsByLocality([12, 4, 1], domains: [0, 0, 1, 1]) == [6, 8, 2, 1])
  }

  /// Three copies of expert 0 (16 tokens, 4 from each rank), two of them in domain 0: ranks 0 and 1 keep their own. In
  /// domain 1 rank 2 has its own and rank 3's. An even split would be 16/3 each.
  @Test func theCopyThatIsAloneInItsDomainHasMore() {
    let map = ExpertMap(ranks: [[0], [0], [0], [1]])
    #expect(map.rankLoadsByLocality([16, 0], domains: [0, 0, 1, 1]) == [4, 4, 8, 0])
  }

  /// One copy each: there is nothing to choose. One domain and a copy everywhere: all is even.
  @Test func nothingToChoose() {
    let map = ExpertMap(ranks: [[0, 2], [1], [3]])
    let loads: [Double] = [3, 6, 9, 12]
    #expect(map.rankLoadsByLocality(loads, domains: [0, 0, 1]) == map.rankLoads(loads))
    let everywhere = ExpertMap(ranks: [[0, 1], [0, 1]])
    #expect(everywhere.rankLoadsByLocality([2, 4], domains: [0, 0]) == everywhere.rankLoads([2, 4]))
  }

  /// No token is lost, two copies on one rank or not.
  @Test func allTokensArrive() {
    let map = ExpertMap(ranks: [[0, 0], [1, 2], [2, 0], [1, 3], [3, 3]])
    let loads: [Double] = [5, 7, 11, 13]
    let sum = map.rankLoadsByLocality(loads, domains: [0, 0, 1, 1, 2]).reduce(0, +)
    #expect(abs(sum - 36) < 1e-12)
  }
}
