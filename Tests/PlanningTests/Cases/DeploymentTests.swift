import Planning
import Plans
import Testing

@Suite("Real models on real clusters")
struct DeploymentTests {
  static let cases = [
    PlanCase(cluster: "gb200-nvl72-1-rack"),
    PlanCase(cluster: "gb200-nvl72-8-racks"),
    PlanCase(cluster: "hgx-h200-4-nodes"),
    PlanCase(cluster: "dgx-h100-superpod-4-su"),
    PlanCase(model: "moonshotai/Kimi-K2-Instruct", cluster: "gb200-nvl72-1-rack"),
    PlanCase(model: "Qwen/Qwen3-235B-A22B", cluster: "hgx-h200-4-nodes"),
    PlanCase(model: "openai/gpt-oss-120b", cluster: "hgx-h100"),
    PlanCase(model: "meta-llama/Llama-3.1-405B", cluster: "hgx-h200-4-nodes"),
    PlanCase(model: "Qwen/Qwen3-Next-80B-A3B-Instruct", cluster: "hgx-h200"),
    PlanCase(model: "deepseek-ai/DeepSeek-V4-Pro", cluster: "gb200-nvl72-1-rack"),
    PlanCase(model: "deepseek-ai/DeepSeek-V3", cluster: "hgx-h200"),
    PlanCase(model: "Qwen/Qwen3-235B-A22B-FP8", cluster: "mi300x-4-nodes"),
    PlanCase(model: "openai/gpt-oss-120b", cluster: "mixed-gb200-h200"),
  ]

  /// A plan, verified by the maker of plans, whose bound is proved to a hundredth and by the solver too.
  @Test(arguments: cases) func isPlanned(planCase: PlanCase) throws {
    let request = try planCase.request()
    let plan = try HonestPlan.make(request)
    #expect(plan.certificate.gap <= 0.01 + 1e-9)
    #expect(plan.certificate.status == .proved)
    #expect(plan.prediction.timePerOutputToken <= 0.05)
    let program = try #require(plan.certificate.stageProgram)
    #expect(program.bound >= program.round * (1 - 0.01 - 1e-6), "\(program)")
    #expect(program.bound <= program.round)
    let pool = try #require(request.cluster.pools.first { $0.name == plan.layout.pool })
    #expect(plan.placement.gpus.count == plan.layout.replicas * plan.layout.gpusPerReplica)
    #expect(Set(plan.placement.gpus.map(\.gpu)).isDisjoint(with: pool.unavailable))
    #expect(
      plan.total.idleGPUs + plan.placement.gpus.count == request.cluster.pools.reduce(0) { $0 + $1.availableGPUCount })
  }
}
