import Quantities

/// The inputs of a frontier.
public struct FrontierInputs: Codable, Sendable, Equatable {
  /// The model; its digest is over the reading.
  public var model: PlanInputs.Reference
  /// The format that weights were asked to be stored in; absent keeps the checkpoint's.
  public var weightFormat: NumberFormat?
  /// The cluster; its digest is over the file.
  public var cluster: PlanInputs.Reference
  /// The calibration; its digest is over the file.
  public var calibration: PlanInputs.Reference
  /// Tokens per expert and layer, where given.
  public var expertLoad: PlanInputs.Reference?
  /// The workload.
  public var workload: PlanWorkload
  /// Slowest TPOT of a point, where limited.
  public var timePerOutputToken: Double?
  /// GPUs that may be used, where limited.
  public var gpuLimit: Int?
  /// The runtime whose layouts were looked at; absent where any layout was.
  public var engine: EngineRule?
  /// Share by which a pipeline above the frontier may have been missed.
  public var tolerance: Double

  enum CodingKeys: String, CodingKey {
    case model, weightFormat, cluster, calibration, expertLoad, workload
    case timePerOutputToken = "timePerOutputToken_s"
    case gpuLimit, engine, tolerance
  }

  /// The inputs of a plan without what a frontier does not ask for.
  public init(_ inputs: PlanInputs) {
    model = inputs.model
    weightFormat = inputs.weightFormat
    cluster = inputs.cluster
    calibration = inputs.calibration
    expertLoad = inputs.expertLoad
    workload = inputs.workload
    timePerOutputToken = inputs.goal.timePerOutputToken
    gpuLimit = inputs.goal.gpuLimit
    engine = inputs.goal.engine
    tolerance = inputs.goal.tolerance
  }
}

/// The proof of a frontier: replicas of one stage are complete, pipelines are bounded.
public struct FrontierCertificate: Codable, Sendable, Equatable {
  /// Pools that were searched. A GPU of one counts as a GPU of another, whatever it costs.
  public var pools: [String]
  /// Everything that was considered, in words.
  public var space: String
  /// Layouts of one stage that hold the model and can be placed; each was looked at with every batch.
  public var oneStageLayouts: Int
  /// Micro-batches above this were taken in steps of one part in so many of themselves, every one up to it.
  public var everyBatchUpTo: Int
  /// Batches of one stage that were costed one by one; the others lie in intervals that are beaten as a whole.
  public var batches: Int
  /// Pipelines that were tried with all their batches.
  public var pipelines: Int
  /// Intervals of batches in which no other pipeline lies above the frontier.
  public var intervals: Int
  /// Bounds computed for them.
  public var bounds: Int
  /// A replica that is not among the points is beaten by one of them if that were better by this share in both speeds.
  public var shortfall: Double
  /// "proved" where that is within the tolerance, else "within".
  public var status: Certificate.Status

  /// - Parameters: As the properties of the same names; the status is worked out.
  public init(
    pools: [String], space: String, oneStageLayouts: Int, everyBatchUpTo: Int, batches: Int, pipelines: Int,
    intervals: Int, bounds: Int,
    shortfall: Double, tolerance: Double
  ) {
    self.pools = pools
    self.space = space
    self.oneStageLayouts = oneStageLayouts
    self.everyBatchUpTo = everyBatchUpTo
    self.batches = batches
    self.pipelines = pipelines
    self.intervals = intervals
    self.bounds = bounds
    self.shortfall = shortfall
    status = shortfall <= tolerance * (1 + 1e-9) ? .proved : .within
  }
}

/// The division of the work within a replica, shared by some points.
public struct FrontierLayout: Codable, Sendable, Equatable {
  /// The pool that it lies in.
  public var pool: String
  /// The stages, in the order in which tokens pass them.
  public var stages: [PlanStage]
  /// Network level of the return from the last stage to the first; absent for one stage.
  public var tokenReturn: String?
  /// GPUs of one replica.
  public var gpusPerReplica: Int
  /// Identical replicas that the pool has room for.
  public var replicas: Int

  public init(pool: String, stages: [PlanStage], tokenReturn: String?, gpusPerReplica: Int, replicas: Int) {
    self.pool = pool
    self.stages = stages
    self.tokenReturn = tokenReturn
    self.gpusPerReplica = gpusPerReplica
    self.replicas = replicas
  }
}
