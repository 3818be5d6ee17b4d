import Planning
import Plans
import Quantities
import Testing

@Suite("The total of a cluster")
struct TotalLaws {
  /// Seven nodes of which four hold the best replica: three nodes more hold another one, which is smaller.
  @Test func nothingThatWouldServeStaysIdle() throws {
    let plan = try HonestPlan.make(PlanCase(cluster: "dgx-h100-superpod-1-su", objective: .throughput, gpuLimit: 56))
    #expect(plan.workers.count > 1)
    #expect(plan.total.gpus == 56 && plan.certificate.status == .proved)
    #expect(plan.workers.reduce(0) { $0 + $1.prediction.tokensPerSecond } == plan.total.tokensPerSecond)
  }

  /// A node more never serves less, within what is proved.
  @Test func moreNodesServeMore() throws {
    let totals = try [3, 4, 5, 6, 7].map { nodes in
      try HonestPlan.make(
        PlanCase(cluster: "dgx-h100-superpod-1-su", objective: .throughput, gpuLimit: 8 * nodes)
      ).total.tokensPerSecond
    }
    for (fewer, more) in zip(totals, totals.dropFirst()) { #expect(more >= fewer * (1 - 0.01)) }
    // From four nodes on two of the smaller kind come beside the larger.
    #expect(totals[3] > 1.4 * totals[1])
  }

  /// A looser target never serves less.
  @Test func looserTargetsServeMore() throws {
    let totals = try [0.03, 0.05, 0.1, 0.15].map { target in
      var planCase = PlanCase(cluster: "hgx-h200-4-nodes", objective: .throughput)
      planCase.target = Seconds(target)
      return try HonestPlan.make(planCase).total.tokensPerSecond
    }
    for (tight, loose) in zip(totals, totals.dropFirst()) { #expect(loose >= tight * (1 - 0.01)) }
  }

  /// Demands that no replicas of one kind serve: a larger one never takes fewer GPUs, and each is served.
  @Test func demandsTakeMoreGPUs() throws {
    let gpus = try [37_000.0, 38_000, 39_500, 42_000, 44_000].map { demand in
      var planCase = PlanCase(
        model: "meta-llama/Llama-3.1-70B", cluster: "hgx-h200-4-nodes", objective: .gpus)
      planCase.demand = demand
      let plan = try HonestPlan.make(planCase)
      #expect(plan.total.tokensPerSecond >= demand)
      return plan.total.gpus
    }
    #expect(gpus == gpus.sorted())
  }
}
