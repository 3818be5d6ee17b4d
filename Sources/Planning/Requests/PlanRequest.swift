import Costing
import Models
import Plans
import Quantities
import Topology

/// Everything that a plan is made from, read and checked.
public struct PlanRequest: Sendable {
  /// What is laid out, stored as it will be served.
  public var model: ModelArchitecture
  /// Where.
  public var cluster: Cluster
  /// What is served.
  public var workload: Workload
  /// What turns peaks into predictions.
  public var calibration: Calibration
  /// Tokens per expert and layer, where known.
  public var expertLoad: ExpertLoad? { didSet { balances = ExpertBalanceTable() } }
  /// How many copies of experts are tried; without an expert load there are none.
  public var redundancy: ExpertRedundancy
  /// What is wanted.
  public var goal: Goal
  /// Degrees of parallelism that layouts may have.
  public var constraint = LayoutConstraint.any
  /// The runtime whose layouts alone are looked at; `nil` for any layout.
  public var engine: EngineRule?
  /// How the inputs were named, with digests.
  public var references: PlanReferences
  /// What placements under the load reach, shared by all searches that are made for the request.
  private(set) var balances = ExpertBalanceTable()

  /// - Parameters: As the properties of the same names.
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
        objective: goal.objective.rawValue, timePerOutputToken: goal.timePerOutputToken?.value, batch: goal.batch,
        tokensPerSecond: goal.tokensPerSecond, gpuLimit: goal.gpuLimit, redundantExperts: redundancy.prescribed,
        evenRedundancy: redundancy == .automaticEven ? true : nil, engine: engine, tolerance: goal.tolerance))
  }
}
