import Testing
@testable import Planning

@Suite("Chains of sizes and fillings")
struct PackingPartTests {
  /// 1 | 2 | 4 | 8 divide each other; 3 and 6 would be told apart, and 6 counts for less than 3.
  @Test func chainsDivide() {
    let chain = SizeChain([8, 6, 4, 3, 2, 1], capacity: 72)
    #expect(chain.chain == [1, 2, 4, 8])
    #expect(chain.rest == [6, 3])
    #expect(SizeChain([72, 36, 18, 9], capacity: 72).rest.isEmpty)
    #expect(SizeChain([], capacity: 8).chain.isEmpty)
  }

  /// Pieces of 4 and 3 in 8 GPUs: 0, 4, 8, 3, 7, 6 can be taken.
  @Test func fillingsReachEverySum() {
    let graph = FillingGraph(sizes: [4, 3], capacity: 8)
    #expect(graph.nodes == [0, 3, 4, 6, 7, 8])
    #expect(graph.arcs.count { $0.size == 4 } == 2)
  }

  @Test func domainsOfOneSizeAreOneClass() {
    #expect(
      DomainClass.all([8, 0, 4, 8]) == [DomainClass(freeGPUs: 8, count: 2), DomainClass(freeGPUs: 4, count: 1)])
  }
}
