import Planning
import Plans
import Quantities
import Testing

@Suite("What is asked for is what is made small")
struct GoalTests {
  private static let base = PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h200")

  @Test(arguments: [20_000.0, 60_000]) func demandIsMetAndNotMuchMore(demand: Double) throws {
    var planCase = Self.base
    (planCase.objective, planCase.demand) = (.gpus, demand)
    let plan = try HonestPlan.make(planCase)
    let rate = plan.prediction.tokensPerSecondPerReplica
    #expect(Double(plan.layout.replicas) * rate >= demand)
    #expect(Double(plan.layout.replicas - 1) * rate < demand)
    #expect(plan.certificate.objective == Double(plan.placement.gpus.count))
    #expect(plan.certificate.status == .proved && plan.certificate.bound == plan.certificate.objective)
  }

  /// The proposal of the refusal, taken up, is met.
  @Test func demandThatCannotBeMet() throws {
    var planCase = Self.base
    (planCase.objective, planCase.demand) = (.gpus, 1e9)
    let refusal = try HonestPlan.refusal(planCase.request())
    #expect(refusal.reason == .demand)
    let words = try #require(refusal.changes.first).split { !$0.isNumber }
    let proposed = words.reversed().compactMap { Double($0) }
    let demand = try #require(proposed.first)
    planCase.demand = demand
    let plan = try HonestPlan.make(planCase)
    #expect(plan.prediction.tokensPerSecond >= demand)
  }

  @Test func latencyFallsWithTheBatch() throws {
    var planCase = Self.base
    planCase.objective = .latency
    var last = 0.0
    for batch in [1, 16, 256] {
      planCase.batch = batch
      let plan = try HonestPlan.make(planCase)
      #expect(plan.layout.sequencesPerReplica >= batch)
      #expect(plan.certificate.objective == plan.prediction.timePerOutputToken)
      #expect(plan.prediction.timePerOutputToken > last)
      last = plan.prediction.timePerOutputToken
    }
  }

  /// A batch that is chosen costs no more per token than one that is prescribed.
  @Test(arguments: [7, 100]) func prescribedBatch(batch: Int) throws {
    var planCase = Self.base
    let free = try HonestPlan.make(planCase)
    planCase.batch = batch
    let plan = try HonestPlan.make(planCase)
    #expect(plan.layout.sequencesPerReplica >= batch)
    #expect(plan.layout.sequencesPerReplica - plan.layout.microBatch < batch)
    #expect(plan.certificate.objective >= free.certificate.bound)
  }

  /// Looser targets never cost more.
  @Test func targets() throws {
    var planCase = Self.base
    var last = Double.infinity
    for target in [8e-3, 15e-3, 40e-3] {
      planCase.target = Seconds(target)
      let plan = try HonestPlan.make(planCase)
      #expect(plan.prediction.timePerOutputToken <= target)
      #expect(plan.certificate.bound <= last)
      last = plan.certificate.objective
    }
  }
}
