import Testing
@testable import Experts

struct BlocksTests {
  @Test func neighboursShareARank() {
    #expect(ExpertMap.blocks(experts: 8, ranks: 4).ranks == [[0, 1], [2, 3], [4, 5], [6, 7]])
    let uneven = ExpertMap.blocks(experts: 10, ranks: 4).ranks
    #expect(uneven.map(\.count).sorted() == [2, 2, 3, 3] && uneven.flatMap(\.self) == Array(0..<10))
  }

  @Test func ranksBeyondTheExpertsStayEmpty() {
    #expect(ExpertMap.blocks(experts: 2, ranks: 4).ranks == [[0], [1], [], []])
  }
}
