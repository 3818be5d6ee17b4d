/// What a plan of a cluster was made from.
public struct ClusterPlanInputs: Codable, Sendable, Equatable {
  /// The cluster; its digest is over the file.
  public var cluster: PlanInputs.Reference
  /// The calibration that worker rates follow from; absent where they were given.
  public var calibration: PlanInputs.Reference?
  /// The table of worker rates, where one was given; its digest is over the file.
  public var workers: PlanInputs.Reference?
  /// The workload file, where one was given; its digest is over the file.
  public var workload: PlanInputs.Reference?
  /// How the runtime of all workers is started.
  public var serving: ServingSettings
  /// What is served.
  public var models: [ServedModel]
  /// "served", "cost" or "gpus".
  public var objective: String
  /// GPUs that may be used; absent for all.
  public var gpuLimit: Int?
  /// Share by which a better composition may have been missed.
  public var tolerance: Double
  /// Of a prefill worker's rate, what is counted on.
  public var prefillDerate: Double
  /// Of a decode worker's rate, what is counted on.
  public var decodeDerate: Double
  /// What may fail; absent where nothing is kept for that.
  public var spare: SpareRule?

  /// - Parameters: As the properties of the same names.
  public init(
    cluster: PlanInputs.Reference, calibration: PlanInputs.Reference? = nil, workers: PlanInputs.Reference? = nil,
    workload: PlanInputs.Reference? = nil, serving: ServingSettings, models: [ServedModel], objective: String,
    gpuLimit: Int? = nil, tolerance: Double, prefillDerate: Double = 1, decodeDerate: Double = 1,
    spare: SpareRule? = nil
  ) {
    self.cluster = cluster
    self.calibration = calibration
    self.workers = workers
    self.workload = workload
    self.serving = serving
    self.models = models
    self.objective = objective
    self.gpuLimit = gpuLimit
    self.tolerance = tolerance
    self.prefillDerate = prefillDerate
    self.decodeDerate = decodeDerate
    self.spare = spare
  }
}
