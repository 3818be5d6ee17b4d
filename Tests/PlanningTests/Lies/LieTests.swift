import Plans
import Testing
import Verification

@Suite("The verifier finds what does not hold")
struct LieTests {
  private static let honest = Result { try LieSubject.pipeline() }

  @Test(arguments: LieTests.lies)
  func isFound(lie: Lie) throws {
    var plan = try Self.honest.get().plan
    #expect(try findings(plan) == [], "the plan is honest before the lie")
    lie.tell(&plan)
    let found = try findings(plan)
    #expect(found.contains { $0.id.rawValue == lie.id }, "\(found)")
    #expect(found.allSatisfy { !$0.description.isEmpty && $0.description.contains($0.id.rawValue) })
  }

  private func findings(_ plan: Plan) throws -> [Finding] {
    try PlanVerifier(plan, inputs: Self.honest.get().inputs).findings()
  }

  static let lies = memory + times + placement + structure + experts + promises

  private static let memory = [
    Lie("memory-wrong", "less cache than there is") { $0.prediction.stages[0].memory.cache *= 0.99 },
    Lie("memory-wrong", "more HBM than there is") { $0.prediction.stages[1].memory.usable *= 1.01 },
    Lie("memory-wrong", "free room that is not free") { $0.prediction.stages[0].memory.free += 1e9 },
  ]

  private static let times = [
    Lie("time-wrong", "a faster token") { $0.prediction.timePerOutputToken *= 0.999 },
    Lie("time-wrong", "a faster stage") { $0.prediction.stages[0].time *= 0.9 },
    Lie("time-wrong", "no bubble") { $0.prediction.stages[1].bubble = 0.9 },
    Lie("time-wrong", "an operator left out") { $0.prediction.stages[0].operators.removeFirst() },
    Lie("time-wrong", "a hop for nothing") { $0.prediction.hops[0].time = 0 },
    Lie("time-wrong", "cheaper tokens") { $0.prediction.gpuHoursPerMillionTokens *= 0.5 },
    Lie("time-wrong", "more tokens") { $0.prediction.tokensPerSecondPerGPU *= 1.01 },
    Lie("bottleneck-wrong", "another bottleneck") { $0.bottlenecks.swapAt(0, 1) },
    Lie("bottleneck-wrong", "less time in the bottleneck") { $0.bottlenecks[0].time *= 0.5 },
  ]

  private static let placement = [
    Lie("gpu-twice", "a GPU used twice") {
      let first = $0.placement.gpus[0]
      ($0.placement.gpus[1].gpu, $0.placement.gpus[1].rack) = (first.gpu, first.rack)
      ($0.placement.gpus[1].domain, $0.placement.gpus[1].node) = (first.domain, first.node)
      $0.placement.gpus[1].index = first.index
    },
    Lie("gpu-unavailable", "a GPU that is down") { LieSubject.move(&$0, 0, to: LieSubject.unavailable) },
    Lie("unknown-gpu", "a GPU that is not there") { $0.placement.gpus[0].gpu = 1000 },
    Lie("gpu-elsewhere", "a GPU in another rack") { $0.placement.gpus[0].rack += 1 },
    Lie("ranks-wrong", "a GPU missing") { $0.placement.gpus.removeLast() },
    Lie("ranks-wrong", "two ranks swapped") { $0.placement.gpus.swapAt(0, 1) },
    Lie("ranks-wrong", "one replica more") { $0.layout.replicas += 1 },
    Lie("replicas-wrong", "no replica at all") {
      $0.layout.replicas = 0
      $0.placement.gpus = []
    },
    Lie("idle-wrong", "an idle GPU more") { $0.total.idleGPUs += 1 },
    Lie("tier-wrong", "a hop over a nearer tier") { $0.layout.stages[1].hop = "scale-up" },
    Lie("tier-wrong", "a return over a nearer tier") { $0.layout.tokenReturn = "scale-up" },
  ]

  private static let structure = [
    Lie("layer-skipped", "a layer left out") { $0.layout.stages[1].firstLayer += 1 },
    Lie("layer-skipped", "the last layer left out") { $0.layout.stages[1].lastLayer -= 1 },
    Lie("degrees-wrong", "degrees that are not the GPUs") { $0.layout.stages[0].tensorParallel *= 2 },
    Lie("degrees-wrong", "EP that is not the GPUs") { $0.layout.stages[0].expertParallel += 1 },
    Lie("gpus-wrong", "another number of GPUs") { $0.layout.gpusPerReplica -= 1 },
    Lie("batch-wrong", "no sequences") { $0.layout.microBatch = 0 },
    Lie("batch-wrong", "another batch than asked for") { $0.inputs.goal.batch = 100 },
    Lie("unknown-pool", "another pool") { $0.layout.pool = "elsewhere" },
    Lie("input-changed", "another model") { $0.inputs.model.sha256 = "0" },
    Lie("input-changed", "an expert load that was not used") {
      $0.inputs.expertLoad = .init(reference: "load.json", sha256: "0")
    },
  ]

  private static let experts = [
    Lie("missing-experts", "a layer without experts") { $0.placement.experts.removeFirst() },
    Lie("experts-wrong", "an expert missing") { $0.placement.experts[0].ranks[0].removeFirst() },
    Lie("experts-wrong", "an expert twice") {
      $0.placement.experts[0].ranks[0][0] = $0.placement.experts[0].ranks[1][0]
    },
    Lie("rank-overfull", "a rank overfull") {
      $0.placement.experts[0].ranks[0].append($0.placement.experts[0].ranks[1].removeLast())
    },
    Lie("expert-ranks", "a rank without a GPU") { $0.placement.experts[0].ranks.append([]) },
  ]

  private static let promises = [
    Lie("bound-wrong", "a bound above the objective") { $0.certificate.bound = $0.certificate.objective * 1.1 },
    Lie("gap-wrong", "a smaller gap") { $0.certificate.gap = 0 },
    Lie("gap-wrong", "proved with a bound far away") {
      $0.certificate.bound *= 0.5
      $0.certificate.gap = ($0.certificate.objective - $0.certificate.bound) / $0.certificate.objective
      $0.certificate.status = .proved
    },
    Lie("gap-wrong", "a bound that is no number") { $0.certificate.bound = .nan },
    Lie("objective-wrong", "a better objective") {
      $0.certificate.objective *= 0.9
      $0.certificate.bound *= 0.9
    },
    Lie("target-missed", "a target that is missed") {
      $0.inputs.goal.timePerOutputToken = $0.prediction.timePerOutputToken * 0.99
    },
    Lie("gpu-limit", "fewer GPUs allowed") { $0.inputs.goal.gpuLimit = $0.placement.gpus.count - 1 },
    Lie("demand-missed", "more tokens promised than served") {
      $0.inputs.goal.objective = .gpus
      $0.inputs.goal.tokensPerSecond = $0.prediction.tokensPerSecond * 1.1
    },
  ]
}
