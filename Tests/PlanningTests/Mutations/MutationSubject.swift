import Clusters
import Costing
import Foundation
import Optimization
import Planning
import Plans
import Quantities
import Reporting
import Testing
import Verification

/// An honest plan of some kind, and how a changed one is judged.
struct MutationSubject: Sendable {
  let document: Data
  /// What is found in a document; throws where it is refused when it is read.
  let judge: @Sendable (Data) throws -> [Finding]

  /// A plan of a replica.
  init(_ request: PlanRequest, answering questions: PlanQuestions = PlanQuestions()) throws {
    guard case .plan(let plan) = try Planner(request, optimizer: GLPKOptimizer()).plan(answering: questions) else {
      throw HonestPlan.Unexpected(text: "refused")
    }
    document = Data(try JSONText.encode(plan).utf8)
    let inputs = HonestPlan.inputs(of: request)
    judge = { data in
      let plan = try Self.read(data) { try Plan(contentsOf: $0) }
      let verdict = try PlanVerifier(plan, inputs: inputs).verdict()
      guard verdict.findings.isEmpty else { return verdict.findings }
      // What needs a solver: the bound, the space and the stage program.
      let again = try PlanRequest(
        plan.inputs, model: inputs.model, cluster: inputs.cluster, calibration: inputs.calibration,
        expertLoad: inputs.expertLoad)
      let bound = try BoundCheck(again, optimizer: GLPKOptimizer()).judge(plan, recomputed: verdict.recomputed).bound
      return bound.findings + [bound.finding].compactMap(\.self)
    }
  }

  /// A plan of a cluster whose workers are listed in a table.
  init(_ given: ClusterCase) throws {
    guard let plan = try given.plan() else { throw HonestPlan.Unexpected(text: "refused") }
    try self.init(plan, inputs: given.verifierInputs())
  }

  /// A plan of a cluster.
  init(_ plan: ClusterPlan, inputs: ClusterVerifierInputs) throws {
    document = Data(try JSONText.encode(plan).utf8)
    judge = { data in
      let plan = try Self.read(data) { try ClusterPlan(contentsOf: $0) }
      let findings = try ClusterPlanVerifier(plan, inputs: inputs).findings()
      guard findings.isEmpty else { return findings }
      let again = try ClusterRequest(
        plan.inputs, cluster: inputs.cluster, table: inputs.workers, calibration: inputs.calibration,
        models: inputs.models)
      let bound = ClusterBoundCheck(again, optimizer: GLPKOptimizer()).judge(plan)
      return bound.findings + [bound.finding].compactMap(\.self)
    }
  }

  private static func read<Document>(_ data: Data, _ read: (String) throws -> Document) throws -> Document {
    let file = FileManager.default.temporaryDirectory.appending(path: "layline-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try data.write(to: file)
    return try read(file.path())
  }

  // MARK: - Kinds of plans

  /// By name; each is made when it is asked for.
  static let kinds: [String: @Sendable () throws -> MutationSubject] = [
    "a pipeline beside a GPU that is down": {
      try MutationSubject(pipeline())
    },
    "one stage, priced": {
      var cluster = TinyCluster()
      cluster.price = GPUPrice(2.0 / 3600)
      return try MutationSubject(
        TinyRequest.make(
          TinyLoad.model, cluster.cluster(), context: 2048,
          goal: Goal(objective: .cost, timePerOutputToken: Seconds(0.05))))
    },
    "a demand": {
      try MutationSubject(
        TinyRequest.make(
          TinyLoad.model, TinyCluster().cluster(), context: 2048,
          goal: Goal(objective: .gpus, timePerOutputToken: Seconds(0.05), tokensPerSecond: 2000)))
    },
    "copies that were asked for": { try MutationSubject(TinyLoad.copied(.copies(4))) },
    "copies that were chosen": { try MutationSubject(TinyLoad.copied(.automatic)) },
    "layers that are spared": { try MutationSubject(UnevenRedundancyTests.request(.automatic)) },
    "questions": {
      let questions = ["scale-out=/4", "context=4k", "batch=12"]
      return try MutationSubject(
        pipeline(),
        answering: PlanQuestions(
          whatIf: questions.map { try InputVariation(parsing: $0, flag: "--what-if") }, wantsMarginals: true))
    },
    "a cluster's demand after a node": {
      try MutationSubject(
        ClusterCase(
          nodes: 4, unavailable: [9], demands: [10], objective: .gpus, spare: SpareRule(unit: .node), workers: workers))
    },
    "a cluster that restarts": {
      try MutationSubject(
        ClusterCase(
          nodes: 8, domainIsRack: true, demands: [nil], spare: SpareRule(unit: .node, mode: .restart), workers: workers)
      )
    },
    "two models, with hosts and prices": {
      try MutationSubject(
        ClusterCase(
          nodes: 4, hosts: (0..<4).map { "host\($0)" }, price: GPUPrice(2.0 / 3600), demands: [10, 5],
          workers: workers
            + workers.map { worker in
              var worker = worker
              worker.model = 1
              return worker
            }))
    },
    "workers that were rated": { try rated() },
    "workers that were rated for a demand": { try rated(demand: 40) },
  ]

  private static let workers = [
    ClusterCase.worker(.prefill, gpus: 2, rate: 3), ClusterCase.worker(.decode, gpus: 4, rate: 4),
    ClusterCase.worker(.mixed, gpus: 4, rate: 2.2),
  ]

  private static func pipeline() throws -> PlanRequest {
    let kinds = [2, 1, 1, 0].map { TinyModel.kinds[$0] }
    let model = TinyModel.model(layers: kinds)
    var cluster = TinyCluster()
    cluster.memory = Bytes(0.3 * model.bytes)
    cluster.scaleOut = [Bandwidth(1e9)]
    cluster.unavailable = [7]
    return try TinyRequest.make(
      model, cluster.cluster(), context: 4096, calibration: "ideal",
      goal: Goal(objective: .latency, batch: 6, tolerance: 0.001))
  }

  private static func rated(demand: Double? = nil) throws -> MutationSubject {
    var tiny = TinyCluster()
    tiny.price = demand == nil ? nil : GPUPrice(2.0 / 3600)
    let cluster = try tiny.cluster()
    let rating = try WorkerRatingRequest.tiny(
      [1, 2, 0].map { TinyModel.kinds[$0] }, TinyCluster(), first: 2, token: 0.05)
    let digests = ["cluster": "0", "calibration": "0", "models[0]": "0"]
    let reference = PlanInputs.Reference(reference: "tiny", sha256: "0")
    let inputs = ClusterPlanInputs(
      cluster: reference, calibration: reference,
      serving: ServingSettings(runtime: nil, overlapsTwoBatches: false, scheduler: SchedulerSettings()),
      models: [
        ServedModel(
          name: "tiny", model: reference, inputTokens: 900, outputTokens: 200, prefixCacheHitRate: 0,
          requestsPerSecond: demand, timeToFirstToken: 2, timePerOutputToken: 0.05)
      ], objective: demand == nil ? .served : .cost, tolerance: 0.001, prefillDerate: 0.9, decodeDerate: 0.92)
    let request = try ClusterRequest(
      inputs, cluster: cluster, table: nil, calibration: rating.calibration, models: [rating.model])
    guard case .plan(let plan) = try ClusterPlanner(request, optimizer: GLPKOptimizer()).plan() else {
      throw HonestPlan.Unexpected(text: "refused")
    }
    return try MutationSubject(
      plan,
      inputs: ClusterVerifierInputs(
        cluster: cluster, calibration: rating.calibration, workers: nil, models: [rating.model], digests: digests))
  }
}
