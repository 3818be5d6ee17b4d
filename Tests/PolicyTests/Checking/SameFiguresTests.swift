import Clusters
import Costing
import Foundation
import Models
import Optimization
import Planning
import Plans
import Policy
import Quantities
import Testing

/// One deployment under one load has the same figures whichever command is asked: 200 random cases.
@Suite("The same deployment and load have the same figures everywhere")
struct SameFiguresTests {
  private static let models = [
    "meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-70B", "Qwen/Qwen3-32B", "openai/gpt-oss-20b",
    "openai/gpt-oss-120b", "Qwen/Qwen3-30B-A3B", "deepseek-ai/DeepSeek-V3",
  ]
  private static let clusters = ["hgx-h100", "hgx-h200", "hgx-b200", "hgx-h200-4-nodes"]

  /// A question of which every command can answer its part.
  private struct Case {
    let model: ModelArchitecture
    let name: String
    let cluster: String
    let input: Int
    let output: Int
    let token: Double
    let first: Double
    let share: Double
    private(set) var random: SplitMix

    init(seed: Int) throws {
      var random = SplitMix(seed: UInt64(seed) &* 7919 &+ 17)
      let (models, clusters) = (SameFiguresTests.models, SameFiguresTests.clusters)
      name = models[Int.random(in: 0..<models.count, using: &random)]
      // A large model needs the largest of the machines.
      cluster = name.contains("V3") ? clusters[2] : clusters[Int.random(in: 0..<clusters.count, using: &random)]
      model = try ModelCatalogue.model(named: name)
      input = Int.random(in: 100...6000, using: &random)
      output = Int.random(in: 50...1500, using: &random)
      token = Double(Int.random(in: 15...80, using: &random)) / 1000
      first = Double(Int.random(in: 5...40, using: &random)) / 10
      share = Double.random(in: 0.1...0.9, using: &random)
      self.random = random
    }

    func calibration() throws -> Calibration { try Calibration.shipped("default") }

    func machines() throws -> Cluster { try ClusterReference(cluster).read() }

    mutating func pick<Element>(_ list: [Element]) -> Element? { list.randomElement(using: &random) }
  }

  // MARK: - Decode alone

  /// What plan finds is what compare has in its row "any", what a check of the same question finds, and the best point of the
  /// frontier within the target, which searches finer.
  @Test(arguments: 0..<100)
  func decodeAlone(seed: Int) throws {
    let given = try Case(seed: seed)
    let context = given.input + given.output
    let reference = PlanInputs.Reference(reference: "", sha256: "")
    var request = PlanRequest(
      model: given.model, cluster: try given.machines(), workload: try Workload(context: context),
      calibration: try given.calibration(), expertLoad: nil,
      goal: try Goal(objective: .cost, timePerOutputToken: Seconds(given.token)),
      references: PlanReferences(
        model: reference, weightFormat: nil, cluster: reference, calibration: reference, expertLoad: nil))
    request.engine = .any
    let frontier = try FrontierPlanner(request).frontier()
    let comparison = try LayoutComparer(
      request, constraints: [.any], optimizer: GLPKOptimizer(), seeksCrossovers: false
    ).comparison()
    guard
      case .success(let plan) = try Planner(request, optimizer: GLPKOptimizer()).planAlone(explainingRefusals: false)
    else {
      if case .frontier = frontier { Issue.record("plan refuses what the frontier has") }
      #expect(comparison.layouts[0].found == nil)
      return
    }
    let found = try #require(comparison.layouts[0].found)
    #expect(found.speed.timePerOutputToken.isClose(to: plan.prediction.timePerOutputToken))
    #expect(found.speed.tokensPerSecondPerGPU.isClose(to: plan.prediction.tokensPerSecondPerGPU))
    guard case .frontier(let document) = frontier else {
      Issue.record("the frontier refuses what plan has")
      return
    }
    let best = document.points.filter { $0.timePerOutputToken <= given.token }.map(\.tokensPerSecondPerGPU).max() ?? 0
    let ratio = best / plan.prediction.tokensPerSecondPerGPU
    #expect(ratio > 1 - request.goal.tolerance && ratio < 1 + 2 * request.goal.tolerance, "\(ratio)")
    let same = document.points.first { $0.timePerOutputToken.isClose(to: plan.prediction.timePerOutputToken) }
    #expect(same.map { $0.tokensPerSecondPerGPU.isClose(to: plan.prediction.tokensPerSecondPerGPU) } ?? true)
    let checked = try PolicyCase(
      """
        - name: decode
          model: \(given.name)
          cluster: \(given.cluster)
          context: \(context)
          objective: cost
          limits: {tpot: \(given.token * 1000) ms, tokens-per-second-per-gpu: 1e-9, sequences: 1}
      """
    ).deployment()
    #expect(checked.figure("tpot").isClose(to: plan.prediction.timePerOutputToken))
    #expect(checked.figure("tokens-per-second-per-gpu").isClose(to: plan.prediction.tokensPerSecondPerGPU))
  }

  // MARK: - With prefill

  /// A worker that workers rates, at a part of its rate, and the same deployment in predict and check.
  @Test(arguments: 0..<50)
  func oneWorker(seed: Int) throws {
    var given = try Case(seed: seed + 1000)
    let rating = try rating(given)
    let mixed = try WorkerRater(rating).rates().workers.filter { $0.role == .mixed }
    guard let worker = given.pick(mixed) else { return }
    let rate = given.share * worker.requestsPerSecond
    let pricing = try WorkerPricing(rating.serving(.aggregated(WorkerGroup()), poolIndex: 0, requestsPerSecond: 1))
    let loaded = try #require(pricing.mixed(worker.group))
    let state = loaded.state(atLoad: loaded.load(serving: rate, atMost: worker.sequencesPerRank))
    let request = rating.serving(.aggregated(worker.group), poolIndex: 0, requestsPerSecond: rate)
    let predicted = try ServingModel(request).prediction(recorder: .off)
    // Predictions of arrivals settle within 2e-4, which means more for times near saturation.
    let (first, token) = (predicted.timeToFirstToken?.value ?? 0, predicted.timePerOutputToken?.value ?? 0)
    #expect(abs((state.timeToFirstToken ?? 0) / first - 1) < 5e-3)
    #expect(abs((state.timePerOutputToken ?? 0) / token - 1) < 5e-3)
    let group = worker.group
    let layout =
      "tensor-parallel: \(group.tensorParallel), data-parallel: \(group.dataParallel), "
      + "expert-parallel: \(group.expertParallel), pipeline-parallel: \(group.pipelineParallel)"
    let checked = try checked(given, rate: rate, "layout: {\(layout)}", limits: "ttft: 100 s, tpot: 10 s")
    #expect(checked.figure("ttft").isClose(to: first) && checked.figure("tpot").isClose(to: token))
  }

  /// A plan for a demand: the figures of each kind of worker are those that predict has of as many of them, and check judges
  /// them.
  @Test(arguments: 0..<50)
  func aDemand(seed: Int) throws {
    let given = try Case(seed: seed + 2000)
    let rating = try rating(given)
    let rates = try WorkerRater(rating).rates()
    guard rates.canServe else { return }
    let most = rates.workers.filter { $0.role == .mixed }.map(\.requestsPerSecond).max() ?? 1
    let demand = given.share * most
    let plan = try #require(try Self.plan(given, rating, demand: demand))
    let atDemand = try #require(plan.composition.models[0].atDemand)
    for kind in plan.composition.workers where kind.role == .mixed && plan.composition.workers.count == 1 {
      let degrees = try #require(kind.degrees)
      let group = WorkerGroup(
        workers: kind.count, tensorParallel: degrees.tensorParallel, dataParallel: degrees.dataParallel,
        pipelineParallel: degrees.pipelineParallel, expertParallel: degrees.expertParallel)
      let predicted = try ServingModel(rating.serving(.aggregated(group), poolIndex: 0, requestsPerSecond: demand))
        .prediction(recorder: .off)
      // Several workers that share one queue keep nobody waiting longer than each with its own.
      let first = (atDemand.timeToFirstToken ?? 0) / (predicted.timeToFirstToken?.value ?? 1)
      #expect(first > 1 - 5e-3 && (kind.count > 1 || first < 1 + 5e-3), "\(first)")
      #expect(abs((atDemand.timePerOutputToken ?? 0) / (predicted.timePerOutputToken?.value ?? 1) - 1) < 5e-3)
    }
    let limits = "ttft: \(given.first) s, tpot: \(given.token * 1000) ms, gpus: 10000"
    let checked = try checked(given, rate: demand, "objective: gpus", limits: limits)
    #expect(checked.figure("gpus") == Double(plan.composition.gpusUsed))
    #expect(checked.figure("ttft").isClose(to: atDemand.timeToFirstToken ?? 0))
    #expect(checked.figure("tpot").isClose(to: atDemand.timePerOutputToken ?? 0))
  }

  /// What a check finds of so many requests a second.
  private func checked(_ given: Case, rate: Double, _ more: String, limits: String) throws -> CheckedDeployment {
    try PolicyCase(
      """
        - name: served
          model: \(given.name)
          cluster: \(given.cluster)
          input: \(given.input)
          output-tokens: \(given.output)
          requests-per-second: \(rate)
          \(more)
          limits: {\(limits)}
      """
    ).deployment()
  }

  private func rating(_ given: Case) throws -> WorkerRatingRequest {
    var rating = WorkerRatingRequest(
      model: given.model, cluster: try given.machines(),
      traffic: Traffic(
        inputTokens: Double(given.input), outputTokens: Double(given.output), load: .requestsPerSecond(1)),
      targets: ServiceTargets(
        timeToFirstToken: Seconds(given.first), timePerOutputToken: Seconds(given.token)),
      calibration: try given.calibration())
    rating.engine = .any
    return rating
  }

  private static func plan(_ given: Case, _ rating: WorkerRatingRequest, demand: Double) throws -> ClusterPlan? {
    let reference = PlanInputs.Reference(reference: "", sha256: "")
    let inputs = ClusterPlanInputs(
      cluster: reference, calibration: reference,
      serving: ServingSettings(
        runtime: nil, engine: rating.engine, overlapsTwoBatches: false, scheduler: SchedulerSettings()),
      models: [
        ServedModel(
          name: given.name, model: reference, inputTokens: Double(given.input), outputTokens: Double(given.output),
          prefixCacheHitRate: 0, requestsPerSecond: demand, timeToFirstToken: given.first,
          timePerOutputToken: given.token)
      ], objective: .gpus, tolerance: 0.005)
    let request = try ClusterRequest(
      inputs, cluster: rating.cluster, table: nil, calibration: rating.calibration, models: [given.model])
    guard case .plan(let plan) = try ClusterPlanner(request, optimizer: GLPKOptimizer()).plan(explainsRefusal: false)
    else { return nil }
    return plan
  }
}

extension CheckedDeployment {
  /// The figure that a rule was held against; NaN where there is none.
  fileprivate func figure(_ id: String) -> Double { rule(id)?.found?.value ?? .nan }
}
