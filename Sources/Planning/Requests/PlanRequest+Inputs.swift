import Costing
import Inputs
import Models
import Plans
import Quantities
import Topology

extension PlanRequest {
  /// What a plan was made for, from what it says of that.
  /// - Parameters:
  ///   - inputs: Of the plan.
  ///   - model: Read again, stored as it will be served.
  ///   - cluster: Read again.
  ///   - calibration: Read again.
  ///   - expertLoad: Read again, where the plan used one.
  /// - Throws: `Diagnostic` for a goal or workload that cannot be.
  public init(
    _ inputs: PlanInputs, model: ModelArchitecture, cluster: Cluster, calibration: Calibration,
    expertLoad: ExpertLoad?
  ) throws {
    let goal = inputs.goal
    guard let objective = Objective(rawValue: goal.objective) else {
      throw Diagnostic(
        id: "unknown-value", file: "plan", key: "inputs.goal.objective", found: "\"\(goal.objective)\"",
        expected: Objective.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let redundancy = goal.redundantExperts.map { ExpertRedundancy.copies($0) }
    self.init(
      model: model, cluster: cluster, workload: try inputs.workload.workload(), calibration: calibration,
      expertLoad: expertLoad, redundancy: redundancy ?? (goal.evenRedundancy == true ? .automaticEven : .automatic),
      goal: try Goal(
        objective: objective, timePerOutputToken: goal.timePerOutputToken.map { Seconds($0) }, batch: goal.batch,
        tokensPerSecond: goal.tokensPerSecond, gpuLimit: goal.gpuLimit, tolerance: goal.tolerance),
      references: PlanReferences(
        model: inputs.model, weightFormat: inputs.weightFormat, cluster: inputs.cluster,
        calibration: inputs.calibration, expertLoad: inputs.expertLoad))
    engine = goal.engine
  }
}
