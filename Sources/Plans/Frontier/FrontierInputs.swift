import Quantities

/// What a frontier was made from.
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
  /// What is served.
  public var workload: PlanWorkload
  /// Slowest TPOT of a point, where limited.
  public var timePerOutputToken: Double?
  /// GPUs that may be used, where limited.
  public var gpuLimit: Int?
  /// Share by which a pipeline above the frontier may have been missed.
  public var tolerance: Double

  enum CodingKeys: String, CodingKey {
    case model, weightFormat, cluster, calibration, expertLoad, workload
    case timePerOutputToken = "timePerOutputToken_s"
    case gpuLimit, tolerance
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
    tolerance = inputs.goal.tolerance
  }
}
