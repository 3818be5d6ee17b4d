import Clusters
import Costing
import Models
import Plans
import Quantities

/// What workers are rated for: a model, where it may be served, its traffic and the targets.
public struct WorkerRatingRequest: Sendable {
  /// What is served, stored as it will be.
  public var model: ModelArchitecture
  /// Where; workers are rated on each of its pools.
  public var cluster: Cluster
  /// Lengths of prompts and outputs and prefix-cache hits; its load does not matter.
  public var traffic: Traffic
  /// The slowest times that are accepted.
  public var targets: ServiceTargets
  /// How cache elements are stored; `nil` takes what the checkpoint asks for, else bf16.
  public var cacheFormat: NumberFormat?
  /// Multi-token prediction or a draft.
  public var speculation: Speculation?
  /// Whether two half batches overlap communication with computing.
  public var overlapsTwoBatches: Bool
  /// What workers are started with.
  public var scheduler: SchedulerSettings
  /// The serving runtime; `nil` takes the calibration's figures for any.
  public var runtime: String?
  /// Achieved efficiencies and overheads.
  public var calibration: Calibration
  /// From expert loads, or `.calibrated`.
  public var imbalance: ExpertImbalance
  /// GPUs of one worker at most; `nil` for as many as the space of plans has (1,024).
  public var gpuLimit: Int?
  /// The engine whose layouts alone are looked at; `nil` for any layout.
  public var engine: EngineRule?

  public init(
    model: ModelArchitecture, cluster: Cluster, traffic: Traffic, targets: ServiceTargets = ServiceTargets(),
    cacheFormat: NumberFormat? = nil, speculation: Speculation? = nil, overlapsTwoBatches: Bool = false,
    scheduler: SchedulerSettings = SchedulerSettings(), runtime: String? = nil, calibration: Calibration,
    imbalance: ExpertImbalance = .calibrated, gpuLimit: Int? = nil
  ) {
    self.model = model
    self.cluster = cluster
    self.traffic = traffic
    self.targets = targets
    self.cacheFormat = cacheFormat
    self.speculation = speculation
    self.overlapsTwoBatches = overlapsTwoBatches
    self.scheduler = scheduler
    self.runtime = runtime
    self.calibration = calibration
    self.imbalance = imbalance
    self.gpuLimit = gpuLimit
  }

  /// What workers of a workload are rated for.
  public init(
    _ workload: ServedWorkload, cluster: Cluster, overlapsTwoBatches: Bool = false,
    scheduler: SchedulerSettings = SchedulerSettings(), runtime: String? = nil, calibration: Calibration
  ) {
    self.init(
      model: workload.model, cluster: cluster, traffic: workload.traffic, targets: workload.targets,
      cacheFormat: workload.cacheFormat, speculation: workload.speculation, overlapsTwoBatches: overlapsTwoBatches,
      scheduler: scheduler, runtime: runtime, calibration: calibration)
  }

  /// A deployment of such workers under arrivals, as `ServingModel` predicts it.
  public func serving(
    _ deployment: Deployment, poolIndex: Int, prefillPoolIndex: Int? = nil, requestsPerSecond: Double
  ) -> ServingRequest {
    var traffic = traffic
    traffic.load = .requestsPerSecond(requestsPerSecond)
    return ServingRequest(
      model: model, cluster: cluster, poolIndex: poolIndex, prefillPoolIndex: prefillPoolIndex,
      deployment: deployment, traffic: traffic, cacheFormat: cacheFormat, speculation: speculation,
      overlapsTwoBatches: overlapsTwoBatches, scheduler: scheduler, runtime: runtime, calibration: calibration,
      imbalance: imbalance)
  }
}
