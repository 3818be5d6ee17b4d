import Testing
@testable import Experts

struct ExpertMapTests {
  /// Loads 6, 3, 3 on two ranks with two slots, the hottest twice: 3 + 3 on both, which is even.
  @Test func copiesShareTheLoadOfTheirExpert() {
    let problem = ExpertProblem(tokens: [[6, 3, 3]], ranks: .equal(2, copies: 4), redundant: 1)
    let map = ExpertMap(ranks: [[1, 0], [0, 2]])
    #expect(map.fault(in: problem) == nil)
    #expect(map.rankLoads([6, 3, 3]) == [6, 6])
    #expect(map.time(of: problem) == 1)
  }

  @Test func everyFaultIsFound() {
    let problem = ExpertProblem(
      tokens: [[6, 3, 3]], ranks: .equal(2, copies: 4, perFailureDomain: 2), redundant: 1, survivesLoss: true)
    func fault(_ ranks: [[Int]]) -> MapFault? { ExpertMap(ranks: ranks).fault(in: problem) }
    #expect(fault([[0, 1]]) == .rankCount(found: 1, expected: 2))
    #expect(fault([[0, 1], [3]]) == .unknownExpert(3, rank: 1))
    #expect(fault([[0, 0], [1, 2]]) == .duplicate(expert: 0, rank: 0))
    #expect(fault([[0, 1, 2], [1]]) == .overfull(rank: 0, found: 3, slots: 2))
    #expect(fault([[0, 1], [1]]) == .missing(expert: 2))
    #expect(fault([[0, 1], [0, 2]]) == .together(expert: 0, failureDomain: 0))
    #expect(fault([[0, 1], [2]]) == nil)
  }
}
