import Testing

@testable import ExpertPlacement

struct BalancedAssignmentTests {
  @Test func withoutLoadsNeighboursShareARank() {
    let even = BalancedAssignment(expertCount: 8, rankCount: 4)
    #expect(even.ranks == [[0, 1], [2, 3], [4, 5], [6, 7]])
    #expect(even.imbalance == 1 && even.bound == 1 && even.gap == 0)
    // Ten over four: two ranks hold 3, the mean is 2.5, so 3 / 2.5 = 1.2 = ceil(10/4) · 4/10.
    let uneven = BalancedAssignment(expertCount: 10, rankCount: 4)
    #expect(uneven.ranks.map(\.count).sorted() == [2, 2, 3, 3])
    #expect(uneven.ranks.flatMap(\.self) == Array(0..<10))
    #expect(uneven.imbalance == 1.2 && uneven.bound == 1.2)
    #expect(abs(BalancedAssignment(expertCount: 256, rankCount: 72).imbalance - 4 * 72 / 256.0) < 1e-12)
  }

  @Test func allZeroCountsAsUnknown() {
    #expect(
      BalancedAssignment(loads: [0, 0, 0, 0], rankCount: 2) == BalancedAssignment(expertCount: 4, rankCount: 2))
  }

  @Test func fewerExpertsThanRanksLeavesRanksEmpty() {
    let unknown = BalancedAssignment(expertCount: 2, rankCount: 4)
    #expect(unknown.ranks == [[0], [1], [], []])
    // The mean is 1/2, the hottest rank has 1.
    #expect(unknown.imbalance == 2 && unknown.bound == 2)
    let known = BalancedAssignment(loads: [1, 3], rankCount: 3)
    #expect(known.ranks == [[0], [1], []])
    #expect(known.imbalance == 3 / (4 / 3.0) && known.gap == 0)
  }

  /// Longest first puts 7 | 6, then 5 to the 6, then 4 to the 7: 11 and 11.
  @Test func longestFirstByHand() {
    let assignment = BalancedAssignment(loads: [4, 5, 6, 7], rankCount: 2)
    #expect(assignment.ranks == [[0, 3], [1, 2]])
    #expect(assignment.imbalance == 1 && assignment.gap == 0)
  }

  /// Longest first ends at 3 + 2 + 2 = 7 against 3 + 2 = 5; exchanging a 2 of the hot rank for the cool one's 3 would heat
  /// it, its 3 for the other's 2 gives 6 : 6.
  @Test func exchangesImproveOnLongestFirst() {
    var longestFirst = LoadBalancer(loads: [3, 3, 2, 2, 2], rankCount: 2, slots: 3)
    longestFirst.assignLongestFirst()
    #expect(longestFirst.ranks == [[0, 2, 4], [1, 3]])
    let assignment = BalancedAssignment(loads: [3, 3, 2, 2, 2], rankCount: 2)
    #expect(assignment.ranks.map { Set($0) } == [[0, 1], [2, 3, 4]])
    #expect(assignment.imbalance == 1)
  }

  /// Two slots a rank: the rank of the 100 must hold one more, at least the 1. Mean 53, so 101/53.
  @Test func aFullRankHoldsACoolExpertBesideTheHottest() {
    let assignment = BalancedAssignment(loads: [100, 3, 2, 1], rankCount: 2)
    #expect(assignment.ranks == [[0, 3], [1, 2]])
    #expect(assignment.bound == 101 / 53.0 && assignment.imbalance == assignment.bound)
  }

  /// With slots to spare the hottest expert stays alone.
  @Test func freeSlotsAreUsed() {
    let assignment = BalancedAssignment(loads: [100, 3, 2, 1], rankCount: 2, slots: 3)
    #expect(assignment.ranks == [[0], [1, 2, 3]])
    #expect(assignment.bound == 100 / 53.0 && assignment.gap == 0)
  }

  /// Three equal ones on two ranks: two meet, whatever the mean says.
  @Test func someRankHoldsTwoOfTheHottest() {
    let assignment = BalancedAssignment(loads: [6, 6, 6, 0], rankCount: 2)
    #expect(assignment.bound == 12 / 9.0 && assignment.imbalance == assignment.bound)
  }

  @Test func fewerSlotsThanNeededAreRaised() {
    #expect(BalancedAssignment(loads: [1, 1, 1, 1], rankCount: 2, slots: 1).ranks.map(\.count) == [2, 2])
  }
}
