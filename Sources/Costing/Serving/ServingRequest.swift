import Models
import Quantities
import Topology

/// A deployment under its traffic: everything that a prediction of serving reads.
public struct ServingRequest: Sendable {
  /// What is served.
  public var model: ModelArchitecture
  /// Where.
  public var cluster: Cluster
  /// Index of the pool that decodes, and does everything where the deployment is aggregated.
  public var poolIndex: Int
  /// Index of the pool that does prefill, where that is apart.
  public var prefillPoolIndex: Int
  /// Who does prefill and who decode.
  public var deployment: Deployment
  /// What is asked of it.
  public var traffic: Traffic
  /// How cache elements are stored; `nil` takes what the checkpoint asks for, else bf16.
  public var cacheFormat: NumberFormat?
  /// Multi-token prediction or a draft.
  public var speculation: Speculation?
  /// Whether two half batches overlap communication with computing.
  public var overlapsTwoBatches: Bool
  /// What the deployment was started with.
  public var scheduler: SchedulerSettings
  /// The serving runtime, "vllm"; `nil` takes the calibration's figures for any.
  public var runtime: String?
  /// Achieved efficiencies and overheads.
  public var calibration: Calibration
  /// From expert loads, or `.calibrated`.
  public var imbalance: ExpertImbalance

  /// - Parameters: As the properties of the same names.
  public init(
    model: ModelArchitecture, cluster: Cluster, poolIndex: Int = 0, prefillPoolIndex: Int? = nil,
    deployment: Deployment, traffic: Traffic, cacheFormat: NumberFormat? = nil, speculation: Speculation? = nil,
    overlapsTwoBatches: Bool = false, scheduler: SchedulerSettings = SchedulerSettings(), runtime: String? = nil,
    calibration: Calibration,
    imbalance: ExpertImbalance = .calibrated
  ) {
    self.model = model
    self.cluster = cluster
    self.poolIndex = poolIndex
    self.prefillPoolIndex = prefillPoolIndex ?? poolIndex
    self.deployment = deployment
    self.traffic = traffic
    self.cacheFormat = cacheFormat
    self.speculation = speculation
    self.overlapsTwoBatches = overlapsTwoBatches
    self.scheduler = scheduler
    self.runtime = runtime
    self.calibration = calibration
    self.imbalance = imbalance
  }
}
