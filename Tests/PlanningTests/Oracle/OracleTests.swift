import Costing
import Planning
import Plans
import Testing

@Suite("The planner against every layout there is")
struct OracleTests {
  /// 80 instances for each objective.
  @Test(arguments: Objective.allCases, [0, 1, 2, 3])
  func bestOfAll(objective: Objective, part: Int) throws {
    for seed in part * 20..<(part + 1) * 20 {
      try compare(TinyInstance(seed: UInt64(seed) &* 977 &+ 1, objective: objective).request, seed: seed)
    }
  }

  /// Replicas whose stages are all alike, as engines run them, on machines of 1, 2 and 4 GPUs: 40 instances for each objective.
  @Test(arguments: Objective.allCases, [EngineRule.any, .vllm])
  func bestOfWhatAnEngineRuns(objective: Objective, engine: EngineRule) throws {
    for seed in 0..<40 {
      var request = try TinyInstance(seed: UInt64(seed) &* 1_213 &+ 5, objective: objective).request
      request.engine = engine
      try compare(request, seed: seed)
    }
  }

  private func compare(_ request: PlanRequest, seed: Int) throws {
    let every = try LayoutOracle(request)
    guard ![.throughput, .gpus].contains(request.goal.objective) else {
      return try ReplicaOracle.compare(request, every, "seed \(seed)")
    }
    let oracle = every.best
    let result = try HonestPlan.result(request)
    guard let oracle else {
      if case .plan(let plan) = result {
        Issue.record("seed \(seed): a plan for \(plan.certificate.objective) of nothing")
      }
      return
    }
    guard case .plan(let plan) = result else {
      Issue.record("seed \(seed): refused, though \(oracle.layout) scores \(oracle.score)")
      return
    }
    let certificate = plan.certificate
    #expect(certificate.objective >= oracle.score * (1 - 1e-9), "seed \(seed): better than every layout")
    #expect(certificate.bound <= oracle.score * (1 + 1e-9), "seed \(seed): the bound cuts the best layout off")
    #expect(
      certificate.objective <= oracle.score / (1 - request.goal.tolerance) * (1 + 1e-9),
      "seed \(seed): \(certificate.objective) where \(oracle.layout) scores \(oracle.score)")
    #expect(certificate.status == .proved, "seed \(seed): gap \(certificate.gap)")
  }
}
