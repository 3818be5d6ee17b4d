import Testing
@testable import Experts

struct CertificateTests {
  /// Loads 3, 3, 2 on two ranks of one slot and one of two… with two ranks of two slots and no copies to spare, some rank
  /// holds two of the three: 5 at least, where the mean is 4. Prices 1 for each expert, where 2 fit at T ≥ 5/4.
  private let problem = ExpertProblem(tokens: [[3, 3, 2]], ranks: .equal(2, copies: 4), redundant: 0)
  private let prices = PatternPrices(scenarioWeights: [1], experts: [1, 1, 1], copy: 0)

  @Test func pricesRefuteWhatDoesNotFit() {
    // Below 5/4 no two fit together: two ranks hold one each, worth 2 of 3.
    #expect(prices.refute(1.24, of: problem, limits: problem.copyLimits))
    #expect(!prices.refute(1.26, of: problem, limits: problem.copyLimits))
    #expect(BalanceBound(time: 1.25 - 1e-6, proof: .prices(.prices(prices))).holds(for: problem))
  }

  @Test func falseClaimsAreFound() {
    #expect(!BalanceBound(time: 1.3, proof: .prices(.prices(prices))).holds(for: problem))
    #expect(!BalanceBound(time: 1.01, proof: .mean).holds(for: problem))
    let wrong = PatternPrices(scenarioWeights: [1], experts: [1, 0, 0], copy: 0)
    #expect(!BalanceBound(time: 1.2, proof: .prices(.prices(wrong))).holds(for: problem))
    for bad in [
      PatternPrices(scenarioWeights: [1], experts: [1, 1], copy: 0),
      PatternPrices(scenarioWeights: [0.5], experts: [1, 1, 1], copy: 0),
      PatternPrices(scenarioWeights: [1], experts: [.infinity, 1, 1], copy: 0),
      PatternPrices(scenarioWeights: [1], experts: [1, 1, 1], copy: -1),
    ] {
      #expect(!BalanceBound(time: 1, proof: .prices(.prices(bad))).holds(for: problem))
    }
  }

  /// Both cases must be refuted: few copies by their load, many by the ranks that they take.
  @Test func casesHoldOnlyTogether() {
    let problem = ExpertProblem(tokens: [[6, 1, 1]], ranks: .equal(2, copies: 4), redundant: 1)
    // With one copy the hottest takes 6 of a mean of 4.
    let one = PatternPrices(scenarioWeights: [1], experts: [1e6, 0, 0], copy: 0)
    let none = PatternPrices(scenarioWeights: [1], experts: [0, 0, 0], copy: 0)
    let tree = PriceTree.copies(expert: 0, most: 1, few: .prices(one), many: .prices(none))
    #expect(one.refute(1.2, of: problem, limits: [1...1, 1...2, 1...2]))
    #expect(!tree.refute(1.2, of: problem))
    #expect(!PriceTree.copies(expert: 9, most: 1, few: .prices(one), many: .prices(one)).refute(1.2, of: problem))
  }

  /// Loads 6, 5, 4, 2, 2, 2 on three full ranks of two slots, mean 7: the two hottest on two ranks take 6 + 5 and at least
  /// 2 + 2 beside them, 7.5 on average; on one they would be 11.
  @Test func theHottestCannotAllHaveTheCoolest() {
    let problem = ExpertProblem(tokens: [[6, 5, 4, 2, 2, 2]], ranks: .equal(3, copies: 6), redundant: 0)
    #expect(abs(ClosedBounds(problem).best.time - 8.0 / 7) < 1e-12)
    let two = ExpertProblem(tokens: [[6, 6, 4, 2, 2, 1]], ranks: .equal(3, copies: 6), redundant: 0)
    // One alone: 6 + 1. Two: (12 + 2 + 1) / 2 = 7.5, less than the 12 of both on one rank.
    #expect(abs(ClosedBounds(two).best.time - 7.5 / 7) < 1e-12)
  }

  /// Four groups of loads 5, 4, 3, 2 in two domains of one rank: 5 + 2 and 4 + 3.
  @Test func groupsAreDividedBest() {
    let division = GroupDivision(groups: 4, domains: 2) { groups in
      [5.0, 4, 3, 2].enumerated().reduce(0) { groups >> $1.offset & 1 == 1 ? $0 + $1.element : $0 }
    }
    #expect(division.time == 7)
    #expect(division.domains.sorted() == [0b0110, 0b1001])
  }
}
