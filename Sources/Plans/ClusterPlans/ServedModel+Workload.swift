import Costing

extension ServedModel {
  /// A workload as a plan records it.
  /// - Parameters:
  ///   - workload: As a user says it.
  ///   - model: As it was read; `nil` where a table has the rates of its workers.
  public init(_ workload: WorkloadDescription, model: PlanInputs.Reference?) {
    self.init(
      name: workload.name, model: model, modelName: model == nil ? workload.modelReference : nil,
      weightFormat: workload.weightFormat, cacheFormat: workload.cacheFormat,
      inputTokens: workload.traffic.inputTokens, outputTokens: workload.traffic.outputTokens,
      prefixCacheHitRate: workload.traffic.prefixCacheHitRate, draftTokens: workload.speculation?.draftTokens,
      acceptance: workload.speculation?.acceptance, requestsPerSecond: workload.demand?.requestsPerSecond,
      timeToFirstToken: workload.targets.timeToFirstToken?.value,
      timePerOutputToken: workload.targets.timePerOutputToken?.value)
  }
}
