import Experts
import Clusters
import Costing
import Formats
import Models
import Plans

/// Reads the inputs of a plan of a cluster again, as the plan names them.
public enum ClusterPlanInputReader {
  /// - Throws: `Diagnostic` where an input is gone or cannot be read.
  public static func read(_ inputs: ClusterPlanInputs) throws -> ClusterVerifierInputs {
    let reference = try ClusterReference(inputs.cluster.reference)
    let cluster = try reference.read()
    var digests = ["cluster": Digest.of(try reference.contents())]
    let calibration = inputs.calibration.map { CalibrationReference($0.reference) }
    digests["calibration"] = try calibration.map { Digest.of(try $0.contents()) }
    let table = try inputs.workers.map { workers in
      let data = try InputDocument.bytes(ofFile: workers.reference)
      digests["workers"] = Digest.of(data)
      return try WorkerTable(parsing: data, file: workers.reference, cluster: cluster)
    }
    digests["workload"] = try inputs.workload.map { Digest.of(try InputDocument.bytes(ofFile: $0.reference)) }
    var models: [ModelArchitecture?] = []
    for (index, served) in inputs.models.enumerated() {
      let stored = try served.model.map { try served.readModel($0) }
      digests["models[\(index)]"] = stored.map { Digest.of($0) }
      models.append(stored)
    }
    return ClusterVerifierInputs(
      cluster: cluster, calibration: try calibration?.read(), workers: table, models: models,
      workloads: try workloads(inputs), digests: digests)
  }

  /// The models of the workload file, where one was given, beside those that the plan names.
  private static func workloads(_ inputs: ClusterPlanInputs) throws -> [ServedModel]? {
    guard let file = inputs.workload?.reference else { return nil }
    let described = try WorkloadDescription.read(contentsOf: file)
    return described.enumerated().map { index, workload in
      ServedModel(workload, model: inputs.models.indices.contains(index) ? inputs.models[index].model : nil)
    }
  }
}

/// Reads the inputs of a plan again, as the plan names them.
public enum PlanInputReader {
  /// - Throws: `Diagnostic` where an input is gone or cannot be read.
  public static func read(_ inputs: PlanInputs) throws -> VerifierInputs {
    let model = try inputs.readModel()
    let cluster = try ClusterReference(inputs.cluster.reference)
    let calibration = CalibrationReference(inputs.calibration.reference)
    var digests = [
      "model": Digest.of(model), "cluster": Digest.of(try cluster.contents()),
      "calibration": Digest.of(try calibration.contents()),
    ]
    var load: ExpertLoad?
    if let reference = inputs.expertLoad {
      let data = try InputDocument.bytes(ofFile: reference.reference)
      digests["expertLoad"] = Digest.of(data)
      load = try ExpertLoad(parsing: data, file: reference.reference, model: model)
    }
    return VerifierInputs(
      model: model, cluster: try cluster.read(), calibration: try calibration.read(), expertLoad: load,
      digests: digests)
  }
}

extension PlanInputs {
  /// The model, read again and stored as the plan stores it.
  /// - Throws: `Diagnostic` where it is gone or cannot be read.
  public func readModel() throws -> ModelArchitecture {
    let stored = try ModelArchitecture(reference: model.reference)
    return weightFormat.map { stored.asReleased(in: $0) } ?? stored
  }
}

extension ServedModel {
  /// The model, read again and stored as it is served.
  /// - Parameter reference: `model`, which is absent where a table has the rates of its workers.
  /// - Throws: `Diagnostic` where it is gone or cannot be read.
  public func readModel(_ reference: PlanInputs.Reference) throws -> ModelArchitecture {
    let stored = try ModelArchitecture(reference: reference.reference)
    return weightFormat.map { stored.asReleased(in: $0) } ?? stored
  }
}
