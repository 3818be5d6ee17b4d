import Costing
import Models
import Plans
import Topology

/// The inputs of a plan of a cluster, read again, and digests of what was read.
public struct ClusterVerifierInputs: Sendable {
  /// The cluster.
  public var cluster: Cluster
  /// The calibration, where rates follow from it.
  public var calibration: Calibration?
  /// The table of worker rates, where the plan used one.
  public var workers: WorkerTable?
  /// For each model of the plan, stored as it is served; `nil` where a table has the rates.
  public var models: [ModelArchitecture?]
  /// What the workload file says now; `nil` where none was given.
  public var workloads: [ServedModel]?
  /// SHA-256 of what was read now, by input: "cluster", "calibration", "workers", "workload", "models[0]".
  public var digests: [String: String]

  /// - Parameters: As the properties of the same names.
  public init(
    cluster: Cluster, calibration: Calibration?, workers: WorkerTable?, models: [ModelArchitecture?],
    workloads: [ServedModel]? = nil, digests: [String: String]
  ) {
    self.cluster = cluster
    self.calibration = calibration
    self.workers = workers
    self.models = models
    self.workloads = workloads
    self.digests = digests
  }
}
