import Experts
import Clusters
import Costing
import Formats
import Models
import Plans
import Quantities

/// Everything that a plan is made from, read and checked.
public struct PlanRequest: Sendable {
  /// The model, stored as it will be served.
  public var model: ModelArchitecture
  /// The cluster.
  public var cluster: Cluster
  /// The workload.
  public var workload: Workload
  /// The efficiencies and overheads.
  public var calibration: Calibration
  /// Tokens per expert and layer, where known.
  public var expertLoad: ExpertLoad? { didSet { balances = ExpertBalanceTable() } }
  /// The numbers of redundant experts that are tried; without an expert load there are none.
  public var redundancy: ExpertRedundancy
  /// The goal.
  public var goal: Goal
  /// Degrees of parallelism that layouts may have.
  public var constraint = LayoutConstraint.any
  /// The runtime whose layouts alone are looked at; `nil` for any layout.
  public var engine: EngineRule?
  /// The plan that runs: replicas of the same layouts stay where they are, as far as can be.
  public var current: Plan?
  /// The names of the inputs, with digests.
  public var references: PlanReferences
  /// The balance of placements under the load, shared by all searches for the request.
  private(set) var balances = ExpertBalanceTable()

  public init(
    model: ModelArchitecture, cluster: Cluster, workload: Workload, calibration: Calibration,
    expertLoad: ExpertLoad?, redundancy: ExpertRedundancy = .automatic, goal: Goal, references: PlanReferences
  ) {
    self.model = model
    self.cluster = cluster
    self.workload = workload
    self.calibration = calibration
    self.expertLoad = expertLoad
    self.redundancy = redundancy
    self.goal = goal
    self.references = references
  }

  /// The inputs as a plan records them.
  var inputs: PlanInputs {
    PlanInputs(
      model: references.model, weightFormat: references.weightFormat, cluster: references.cluster,
      calibration: references.calibration, expertLoad: references.expertLoad, workload: PlanWorkload(workload),
      goal: PlanGoal(
        objective: goal.objective, timePerOutputToken: goal.timePerOutputToken?.value, batch: goal.batch,
        tokensPerSecond: goal.tokensPerSecond, gpuLimit: goal.gpuLimit, redundantExperts: redundancy.prescribed,
        evenRedundancy: redundancy == .automaticEven ? true : nil, engine: engine, tolerance: goal.tolerance))
  }
}

/// The names of the inputs of a plan, with digests of their contents.
public struct PlanReferences: Sendable {
  /// The model.
  public var model: PlanInputs.Reference
  /// The format that weights were asked to be stored in.
  public var weightFormat: NumberFormat?
  /// The cluster.
  public var cluster: PlanInputs.Reference
  /// The calibration.
  public var calibration: PlanInputs.Reference
  /// The expert load, where given.
  public var expertLoad: PlanInputs.Reference?

  public init(
    model: PlanInputs.Reference, weightFormat: NumberFormat?, cluster: PlanInputs.Reference,
    calibration: PlanInputs.Reference, expertLoad: PlanInputs.Reference?
  ) {
    self.model = model
    self.weightFormat = weightFormat
    self.cluster = cluster
    self.calibration = calibration
    self.expertLoad = expertLoad
  }
}

extension PlanRequest {
  /// What a plan was made for, from what it says of that.
  /// - Parameters:
  ///   - inputs: The inputs of the plan.
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
    let redundancy = goal.redundantExperts.map { ExpertRedundancy.copies($0) }
    self.init(
      model: model, cluster: cluster, workload: try inputs.workload.workload(), calibration: calibration,
      expertLoad: expertLoad, redundancy: redundancy ?? (goal.evenRedundancy == true ? .automaticEven : .automatic),
      goal: try Goal(
        objective: goal.objective, timePerOutputToken: goal.timePerOutputToken.map { Seconds($0) }, batch: goal.batch,
        tokensPerSecond: goal.tokensPerSecond, gpuLimit: goal.gpuLimit, tolerance: goal.tolerance),
      references: PlanReferences(
        model: inputs.model, weightFormat: inputs.weightFormat, cluster: inputs.cluster,
        calibration: inputs.calibration, expertLoad: inputs.expertLoad))
    engine = goal.engine
  }
}
