import Planning

extension PlanOptions {
  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> PlanRequest {
    let objective = try goal.objective(Objective.self)
    let reader = RequestReader(
      model: model, cluster: cluster, calibration: calibration, expertLoad: expertLoad, workload: workload,
      precision: precision)
    return try reader.request(redundancy: redundancy) {
      try Goal(
        objective: objective, timePerOutputToken: goal.timePerOutputToken(limitedByDefault: objective != .latency),
        batch: goal.batchSize(), tokensPerSecond: goal.demand(), gpuLimit: goal.gpuLimit(), tolerance: goal.tolerance())
    }
  }
}
