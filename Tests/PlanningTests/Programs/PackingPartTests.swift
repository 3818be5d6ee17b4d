import Testing
import Verification
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

  /// Two domains of 2,100 GPUs seem to hold a piece of 1,400 and three of 840 where GPUs are counted; each holds one of
  /// 1,400 or two of 840. What has a place is planned, and bounded by what was counted.
  @Test func whatIsCountedAndHasNoPlaceIsLeftOut() throws {
    let given = ClusterCase(
      nodes: 4, gpusPerNode: 1_050, nodesPerRack: 2, domainIsRack: true,
      workers: [ClusterCase.worker(.mixed, gpus: 1_400, rate: 10), ClusterCase.worker(.mixed, gpus: 840, rate: 5)])
    let plan = try #require(try given.plan())
    #expect(plan.composition.value == 20)
    #expect((plan.composition.bound - 25).magnitude < 1e-6)
    #expect(try ClusterPlanVerifier(plan, inputs: given.verifierInputs()).findings() == [])
  }

  /// Two domains of 2,102 GPUs hold 299 pieces of 7 and three of 3 each; counted, a piece of 4 seems to fit beside 600 of 7.
  /// Leaving it out costs less than a thousandth.
  @Test func smallPiecesFillLargeDomains() throws {
    let given = ClusterCase(
      nodes: 4, gpusPerNode: 1_051, nodesPerRack: 2, domainIsRack: true,
      workers: [
        ClusterCase.worker(.mixed, gpus: 7, rate: 7.07), ClusterCase.worker(.mixed, gpus: 4, rate: 4),
        ClusterCase.worker(.mixed, gpus: 3, rate: 3),
      ])
    let plan = try #require(try given.plan())
    let best = 2 * (299 * 7.07 + 3 * 3)
    #expect(plan.composition.value >= best * 0.999 && plan.composition.value <= best * (1 + 1e-9))
    #expect(plan.composition.bound >= best * (1 - 1e-9) && plan.composition.bound <= best * 1.001)
    #expect(try ClusterPlanVerifier(plan, inputs: given.verifierInputs()).findings() == [])
  }
}
