import Formats
import FoundationEssentials

/// What all the GPUs of a cluster do: which workers of which models, how many of each, and where each is.
///
/// A versioned document: the same inputs give the same bytes. Keys of dimensioned values carry their unit.
public struct ClusterPlan: Codable, Sendable, Equatable {
  /// "cluster-plan/1".
  public var layline: String
  /// What it was made from.
  public var inputs: ClusterPlanInputs
  /// The workers and what they serve.
  public var composition: PlannedComposition
  /// Where every worker is.
  public var placement: ClusterPlacement

  /// Changes to the inputs that would help most, each found by solving again; absent where none was tried.
  public var changes: [PlanChange]?
  /// Answers to other questions; absent where there were none.
  public var whatIf: [ClusterWhatIf]?

  /// The version of the document that this product writes and reads.
  public static let formatVersion = "cluster-plan/1"

  public init(inputs: ClusterPlanInputs, composition: PlannedComposition, placement: ClusterPlacement) {
    layline = Self.formatVersion
    self.inputs = inputs
    self.composition = composition
    self.placement = placement
  }
}

extension ClusterPlan {
  /// Reads a plan of a cluster that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path)
  }

  /// As `init(contentsOf:)`, from bytes that were read already; `file` names them.
  public init(parsing data: Data, file path: String) throws {
    self = try DocumentReader.read(ClusterPlan.self, version: Self.formatVersion, data, file: path)
    for (index, workers) in composition.workers.enumerated() {
      guard workers.gpus > 0, workers.gpusPerDomain > 0, workers.count >= 0, workers.gpus <= Self.most,
        workers.gpusPerDomain <= workers.gpus, workers.count <= Self.most
      else {
        throw Diagnostic(
          id: .outOfRange, file: path, key: "composition.workers[\(index)]",
          found: "\(workers.count) workers of \(workers.gpus) GPUs, \(workers.gpusPerDomain) in a domain",
          expected: "whole numbers of 1 to \(Self.most)")
      }
    }
  }

  private static var most: Int { 1 << 24 }
}

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
  public var objective: ClusterObjective
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

  public init(
    cluster: PlanInputs.Reference, calibration: PlanInputs.Reference? = nil, workers: PlanInputs.Reference? = nil,
    workload: PlanInputs.Reference? = nil, serving: ServingSettings, models: [ServedModel], objective: ClusterObjective,
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
