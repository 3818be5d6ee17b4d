import Inputs
import Planning
import Plans

extension PlanOptions {
  /// The engine that is to run what is planned; `nil` for any layout.
  /// - Throws: `Diagnostic` "unknown-value".
  func engineRule() throws -> EngineRule? { try FlagValue.node("--engine", engine)?.choice(EngineRule.self) }

  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> PlanRequest {
    let reader = RequestReader(
      model: try neededModel(), cluster: cluster, calibration: calibration, expertLoad: expertLoad, workload: workload,
      precision: precision)
    let objective = try goal.objective(Objective.self)
    let rule = try engineRule()
    var request = try reader.request(redundancy: redundancy) {
      try Goal(
        objective: objective, timePerOutputToken: goal.timePerOutputToken(limitedByDefault: objective != .latency),
        batch: goal.batchSize(), tokensPerSecond: goal.demand(), gpuLimit: goal.gpuLimit(), tolerance: goal.tolerance())
    }
    request.engine = rule
    return request
  }
}
