import Clusters
import Costing
import Planning
import Plans
import Quantities
import Testing

@Suite("Experts across domains are priced on the real tiers")
struct NetworkTests {
  private func slowed(_ request: PlanRequest) -> PlanRequest {
    var slow = request
    for index in slow.cluster.pools.indices {
      slow.cluster.pools[index].tiers = slow.cluster.pools[index].tiers.map {
        ScaleOutTier(
          name: $0.name, gpusPerGroup: $0.gpusPerGroup, bandwidth: $0.bandwidth / 8,
          oversubscription: $0.oversubscription, latency: $0.latency)
      }
    }
    return slow
  }

  @Test func anAllToAllThatCrossesDomainsCostsMore() throws {
    let request = try PlanCase(cluster: "dgx-h100-superpod-1-su").request()
    let fast = try HonestPlan.make(request)
    try #require(fast.layout.stages.contains { $0.domains > 1 && $0.expertParallel > 1 })
    let slow = try HonestPlan.make(slowed(request))
    #expect(slow.layout != fast.layout || slow.prediction.timePerOutputToken > fast.prediction.timePerOutputToken)
    #expect(slow.certificate.objective > fast.certificate.objective * 1.01)
  }

  @Test func oneNodeIsNotConcerned() throws {
    let request = try PlanCase(model: "meta-llama/Llama-3.1-70B", cluster: "hgx-h200", batch: 64).request()
    let (fast, slow) = (try HonestPlan.make(request), try HonestPlan.make(slowed(request)))
    #expect(fast.layout == slow.layout && fast.prediction == slow.prediction)
    #expect(fast.certificate.objective == slow.certificate.objective)
  }

  /// The same layout on slower cards: only the one over two nodes gets slower.
  @Test func timesOfALayer() throws {
    let request = try PlanCase(cluster: "hgx-h200-4-nodes").request()
    func time(_ request: PlanRequest, nodes: Int) throws -> Double {
      let costs = try CostModel(
        model: request.model, cluster: request.cluster, poolIndex: 0, workload: request.workload,
        calibration: request.calibration)
      let layout = StageLayout(domains: nodes, gpusPerDomain: 8, tensorParallel: 1, expertTensorParallel: 1)
      return costs.layerCost(kind: costs.kinds.count - 1, layout: layout, microBatch: 4096).time.value
    }
    let slow = slowed(request)
    #expect(try time(slow, nodes: 1) == time(request, nodes: 1))
    #expect(try time(slow, nodes: 2) > 1.5 * time(request, nodes: 2))
  }
}
