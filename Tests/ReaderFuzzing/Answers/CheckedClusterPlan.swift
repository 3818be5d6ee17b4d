import Costing
import Foundation
import Models
import Optimization
import Planning
import Plans
import Verification

/// Plans of a whole cluster from what was read, which the verifier must accept.
enum CheckedClusterPlan {
  private static let reference = PlanInputs.Reference(reference: "fuzzed", sha256: "0")

  /// - Throws: `Rejected` where the verifier finds fault with the plan; a refusal is an answer too.
  static func check(_ table: WorkerTable) throws {
    guard let plan = try plan(table) else { return }
    try check(plan, workers: table, models: plan.inputs.models.map { _ in nil })
  }

  /// The same where workers are rated by the cost model.
  static func check(_ workloads: [ServedWorkload]) throws {
    let (cluster, calibration) = (try SmallInputs.cluster.get(), try SmallInputs.calibration.get())
    let offers = try WorkerOffers(
      rating: workloads.map { WorkerRatingRequest($0, cluster: cluster, calibration: calibration) }, derates: (1, 1))
    let models = workloads.map { workload in
      ServedModel(
        name: workload.description.name, model: reference, weightFormat: workload.description.weightFormat,
        cacheFormat: workload.description.cacheFormat, inputTokens: workload.traffic.inputTokens,
        outputTokens: workload.traffic.outputTokens, prefixCacheHitRate: workload.traffic.prefixCacheHitRate,
        draftTokens: workload.speculation?.draftTokens, acceptance: workload.speculation?.acceptance,
        requestsPerSecond: workload.description.demand?.requestsPerSecond,
        timeToFirstToken: workload.targets.timeToFirstToken?.value,
        timePerOutputToken: workload.targets.timePerOutputToken?.value)
    }
    let inputs = inputs(models: models, calibration: reference, workers: nil)
    let request = try ClusterRequest(cluster: cluster, offers: offers, objective: .served, inputs: inputs)
    guard case .plan(let plan) = try ClusterPlanner(request, optimizer: GLPKOptimizer()).plan() else { return }
    try check(plan, workers: nil, models: workloads.map(\.model))
  }

  /// A plan to damage.
  static func plan(table: [UInt8]) throws -> ClusterPlan {
    let table = try WorkerTable(parsing: Data(table), file: "workers.csv", cluster: SmallInputs.cluster.get())
    guard let plan = try plan(table) else { throw Rejected(description: "no plan of the small cluster") }
    return plan
  }

  /// Inputs that the plan finds no fault with, so that the verifier looks further.
  static func inputs(of plan: ClusterPlan) throws -> ClusterVerifierInputs {
    let cluster = try SmallInputs.cluster.get()
    return ClusterVerifierInputs(
      cluster: cluster, calibration: try SmallInputs.calibration.get(),
      workers: try WorkerTable(parsing: Data(SeedTexts.workers[0]), file: "workers.csv", cluster: cluster),
      models: plan.inputs.models.map { _ in nil }, digests: digests(of: plan))
  }

  private static func plan(_ table: WorkerTable) throws -> ClusterPlan? {
    let names = table.modelNames.isEmpty ? ["model"] : table.modelNames
    let models = names.map {
      ServedModel(name: $0, requestsPerSecond: names.count > 1 ? 1 : nil)
    }
    let offers = try WorkerOffers(table, models: models, derates: (1, 1))
    let request = try ClusterRequest(
      cluster: SmallInputs.cluster.get(), offers: offers, objective: .served,
      inputs: inputs(models: models, calibration: nil, workers: reference))
    guard case .plan(let plan) = try ClusterPlanner(request, optimizer: GLPKOptimizer()).plan() else { return nil }
    return plan
  }

  private static func inputs(
    models: [ServedModel], calibration: PlanInputs.Reference?, workers: PlanInputs.Reference?
  ) -> ClusterPlanInputs {
    ClusterPlanInputs(
      cluster: reference, calibration: calibration, workers: workers, workload: nil,
      serving: ServingSettings(runtime: nil, overlapsTwoBatches: false, scheduler: SchedulerSettings()),
      models: models, objective: .served, gpuLimit: nil, tolerance: 0.01, prefillDerate: 1,
      decodeDerate: 1, spare: nil)
  }

  private static func check(_ plan: ClusterPlan, workers: WorkerTable?, models: [ModelArchitecture?]) throws {
    let inputs = ClusterVerifierInputs(
      cluster: try SmallInputs.cluster.get(), calibration: try SmallInputs.calibration.get(), workers: workers,
      models: models, digests: digests(of: plan))
    let findings = try ClusterPlanVerifier(plan, inputs: inputs).findings()
    guard findings.isEmpty else { throw Rejected(description: "the verifier says: \(findings.prefix(3))") }
  }

  private static func digests(of plan: ClusterPlan) -> [String: String] {
    let named = [
      ("cluster", plan.inputs.cluster), ("calibration", plan.inputs.calibration), ("workers", plan.inputs.workers),
      ("workload", plan.inputs.workload),
    ]
    var digests = named.reduce(into: [String: String]()) { $0[$1.0] = $1.1?.sha256 }
    for (index, model) in plan.inputs.models.enumerated() { digests["models[\(index)]"] = model.model?.sha256 }
    return digests
  }
}
