import GLPKOptimization
import Planning
import Plans
import Verification

/// The best plan for the same question whose layout an engine can run.
enum EngineAlternative {
  /// - Returns: `nil` where the engine can run nothing that fits.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  static func plan(
    instead plan: Plan, inputs: VerifierInputs, engine: EngineRule, progress: @escaping @Sendable (Double) -> Void
  ) throws -> Plan? {
    var request = try PlanRequest(
      plan.inputs, model: inputs.model, cluster: inputs.cluster, calibration: inputs.calibration,
      expertLoad: inputs.expertLoad)
    request.engine = engine
    if request.redundancy == .automatic { request.redundancy = .automaticEven }
    let planner = Planner(request, optimizer: GLPKOptimizer(), progress: progress)
    return try? planner.planAlone(explainingRefusals: false).get()
  }
}
