import Costing
import Inputs
import Models
import Plans
import Quantities
import Topology

extension ClusterRequest {
  /// What a plan of a cluster was made for, its workers rated again.
  /// - Parameters:
  ///   - inputs: Of the plan.
  ///   - cluster: Read again.
  ///   - table: Read again, where it has the rates.
  ///   - calibration: Read again, where rates follow from it.
  ///   - models: For each model what was read again; `nil` where a table has the rates.
  ///   - progress: Called with the share of the rating that is done, from any thread.
  /// - Throws: `Diagnostic` for inputs that nothing can be made for.
  public init(
    _ inputs: ClusterPlanInputs, cluster: Cluster, table: WorkerTable?, calibration: Calibration?,
    models: [ModelArchitecture?], progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) throws {
    guard let objective = ClusterObjective(rawValue: inputs.objective) else {
      throw Diagnostic(
        id: "unknown-value", file: "plan", key: "inputs.objective", found: "\"\(inputs.objective)\"",
        expected: ClusterObjective.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let derates = (prefill: inputs.prefillDerate, decode: inputs.decodeDerate)
    let offers: WorkerOffers
    if let table {
      offers = try WorkerOffers(table, models: inputs.models, derates: derates)
    } else {
      let requests = zip(inputs.models, models).compactMap { served, model in
        model.flatMap { model in
          calibration.map {
            WorkerRatingRequest(served, model: model, inputs: inputs, cluster: cluster, calibration: $0)
          }
        }
      }
      guard requests.count == inputs.models.count else {
        throw Diagnostic(
          id: "missing-key", file: "plan", key: "inputs",
          found: "neither a table of workers nor models and a calibration",
          expected: "what rates follow from")
      }
      offers = try WorkerOffers(rating: requests, derates: derates, progress: progress)
    }
    try self.init(cluster: cluster, offers: offers, objective: objective, inputs: inputs)
  }
}

extension WorkerRatingRequest {
  fileprivate init(
    _ served: ServedModel, model: ModelArchitecture, inputs: ClusterPlanInputs, cluster: Cluster,
    calibration: Calibration
  ) {
    self.init(
      model: model, cluster: cluster,
      traffic: Traffic(
        inputTokens: served.inputTokens ?? 1, outputTokens: served.outputTokens ?? 2,
        prefixCacheHitRate: served.prefixCacheHitRate ?? 0,
        load: .requestsPerSecond(served.requestsPerSecond ?? 1)),
      targets: ServiceTargets(
        timeToFirstToken: served.timeToFirstToken.map { Seconds($0) },
        timePerOutputToken: served.timePerOutputToken.map { Seconds($0) }),
      cacheFormat: served.cacheFormat,
      speculation: served.draftTokens.map { Speculation(draftTokens: $0, acceptance: served.acceptance ?? 0) },
      overlapsTwoBatches: inputs.serving.overlapsTwoBatches, scheduler: inputs.serving.scheduler,
      runtime: inputs.serving.runtime, calibration: calibration, gpuLimit: inputs.gpuLimit)
    engine = inputs.serving.engine
  }
}
