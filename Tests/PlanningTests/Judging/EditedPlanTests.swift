import Optimization
import Planning
import Plans
import Testing
import Verification

@Suite("Plans edited by hand are judged on their own merits")
struct EditedPlanTests {
  private static let honest = Result { try LieSubject.pipeline() }

  private func verdict(_ plan: Plan) throws -> PlanVerifier.Verdict {
    try PlanVerifier(plan, inputs: Self.honest.get().inputs).verdict()
  }

  private func bound(_ plan: Plan) throws -> BoundJudgement {
    let inputs = try Self.honest.get().inputs
    let request = try PlanRequest(
      plan.inputs, model: inputs.model, cluster: inputs.cluster, calibration: inputs.calibration, expertLoad: nil)
    return try BoundCheck(request, optimizer: GLPKOptimizer()).judge(plan, recomputed: verdict(plan).recomputed).bound
  }

  @Test func anHonestPlanIsRecomputedToItself() throws {
    let plan = try Self.honest.get().plan
    let verdict = try verdict(plan)
    #expect(verdict.findings == [] && verdict.recomputed == plan)
    #expect(try bound(plan).status == .confirmed)
  }

  /// What was asked for are 6 sequences: as 2 × 3 or as 3 × 2.
  @Test func anotherBatchHasOtherFigures() throws {
    var plan = try Self.honest.get().plan
    let (size, count) = (plan.layout.microBatch, plan.layout.microBatches)
    (plan.layout.microBatch, plan.layout.microBatches) = size == 6 ? (3, 2) : size == 3 ? (2, 3) : (3, 2)
    try #require((size, count) != (plan.layout.microBatch, plan.layout.microBatches))
    let edited = try verdict(plan)
    #expect(Set(edited.findings.map(\.id.rawValue)).isSuperset(of: ["time-wrong", "objective-wrong"]))
    let amended = try #require(edited.recomputed)
    #expect(amended.placement.gpus == plan.placement.gpus && amended.layout == plan.layout)
    #expect(amended.certificate.objective > plan.certificate.objective)
    #expect(amended.certificate.bound == plan.certificate.bound)
    #expect(try verdict(amended).findings == [])
    #expect(amended.certificate.objective == amended.prediction.timePerOutputToken)
  }

  /// Ten thousand sequences do not fit; the verifier says by how much, and does not mend it.
  @Test func whatDoesNotFitStaysSo() throws {
    var plan = try Self.honest.get().plan
    plan.layout.microBatch = 10_000
    plan.inputs.goal.batch = plan.layout.sequencesPerReplica
    let amended = try #require(try verdict(plan).recomputed)
    let left = try verdict(amended).findings
    #expect(!left.isEmpty && left.allSatisfy { $0.id.rawValue == "memory-full" })
    let free = amended.prediction.stages.map(\.memory.free)
    #expect(left.map(\.actual) == free.filter { $0 < 0 }.map { "\(-$0) B too much" })
  }

  /// Two GPUs of a stage may change places, and so may experts where no load says how hot they are.
  @Test func honestEditsHold() throws {
    var plan = try Self.honest.get().plan
    let (first, second) = (plan.placement.gpus[0], plan.placement.gpus[1])
    try #require(first.domain == second.domain && first.stage == second.stage)
    LieSubject.move(&plan, 0, to: second.gpu)
    LieSubject.move(&plan, 1, to: first.gpu)
    let ranks = plan.placement.experts[0].ranks
    try #require(ranks.count > 1)
    (plan.placement.experts[0].ranks[0][0], plan.placement.experts[0].ranks[1][0]) = (ranks[1][0], ranks[0][0])
    #expect(try verdict(plan).findings == [])
  }

  /// Each is found, whatever else is wrong.
  @Test func allThatIsWrongIsListed() throws {
    var plan = try Self.honest.get().plan
    plan.prediction.stages[0].memory.cache *= 0.9
    plan.prediction.stages[0].operators[0].waiting = [:]
    LieSubject.move(&plan, 0, to: LieSubject.unavailable)
    plan.placement.experts[0].ranks[0].removeFirst()
    plan.certificate.objective *= 0.9
    plan.derivations.nodes.removeLast()
    plan.inputs.goal.gpuLimit = 1
    plan.inputs.model.sha256 = "0"
    let ids = Set(try verdict(plan).findings.map(\.id.rawValue))
    #expect(
      ids.isSuperset(of: [
        "memory-wrong", "time-wrong", "gpu-unavailable", "experts-wrong", "objective-wrong", "derivation-wrong",
        "gpu-limit", "input-changed",
      ]), "\(ids)")
  }

  /// Speeds, cost and objective scaled together agree with each other, and with nothing else.
  @Test func consistentLiesAreFound() throws {
    var plan = try Self.honest.get().plan
    plan.prediction.timePerOutputToken *= 0.9
    plan.prediction.round *= 0.9
    plan.prediction.latency *= 0.9
    plan.prediction.tokensPerSecond /= 0.9
    plan.prediction.tokensPerSecondPerGPU /= 0.9
    plan.prediction.tokensPerSecondPerUser /= 0.9
    plan.prediction.tokensPerSecondPerReplica /= 0.9
    plan.prediction.gpuHoursPerMillionTokens *= 0.9
    for stage in plan.prediction.stages.indices { plan.prediction.stages[stage].time *= 0.9 }
    plan.certificate.objective *= 0.9
    plan.certificate.bound *= 0.9
    let ids = Set(try verdict(plan).findings.map(\.id.rawValue))
    #expect(ids.isSuperset(of: ["time-wrong", "objective-wrong"]), "\(ids)")
  }

  /// A slow layout that is called the best is no better for it: a search shows what is.
  @Test func aBoundThatIsTooGoodIsRefuted() throws {
    var plan = try Self.honest.get().plan
    (plan.layout.microBatch, plan.layout.microBatches) = plan.layout.microBatch == 1 ? (6, 1) : (1, 6)
    var amended = try #require(try verdict(plan).recomputed)
    let objective = amended.certificate.objective
    amended.certificate.bound = objective
    (amended.certificate.gap, amended.certificate.status) = (0, .proved)
    amended.certificate.stageProgram = nil
    #expect(try verdict(amended).findings == [], "nothing but a search can tell")
    let judged = try bound(amended)
    #expect(judged.status == .refuted && judged.finding?.id.rawValue == "bound-refuted")
    let better = try #require(judged.better)
    #expect(better.objective < objective && better.free >= 0)
    #expect(try better.objective <= Self.honest.get().plan.certificate.objective * 1.001)
    #expect(try #require(judged.proved) <= better.objective)
  }

  @Test func aWeakerBoundIsABound() throws {
    var plan = try Self.honest.get().plan
    plan.certificate.bound *= 0.5
    #expect(try bound(plan).status == .confirmed)
  }

  @Test func otherWordsAndProgramsAreFound() throws {
    var plan = try Self.honest.get().plan
    plan.certificate.space += " and more"
    plan.certificate.stageProgram?.rows += 1
    #expect(Set(try bound(plan).findings.map(\.id.rawValue)) == ["space-wrong", "program-wrong"])
  }
}
