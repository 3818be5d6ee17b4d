import Experts
import Clusters
import Costing
import Formats
import FoundationEssentials
import Models
import Planning
import Plans
import Policy
import Quantities
import Reporting

/// Reads what a layout is looked for: a model, a cluster, what is served, a calibration and an expert load.
struct RequestReader {
  let model: String
  let cluster: String
  let calibration: String
  let expertLoad: String?
  let workload: WorkloadOptions
  let precision: PrecisionOptions

  /// Reads every input.
  /// - Parameters:
  ///   - goal: What is wanted.
  ///   - redundancy: How many copies of experts are tried.
  ///   - engine: That is to run what is found; `nil` for any layout.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request(
    goal: Goal, redundancy: ExpertRedundancy = .automatic, engine: EngineRule?
  ) throws -> PlanRequest {
    let stored = try precision.model(model)
    let workload = try workload.workload(cacheFormat: precision.cacheFormat())
    try stored.check(length: workload.peakContext, file: workload.inputTokens == nil ? "--context" : "--output-tokens")
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    let load = try expertLoad.map { path in
      (path: path, data: try InputDocument.bytes(ofFile: path))
    }
    var request = PlanRequest(
      model: stored, cluster: try clusterReference.read(),
      workload: workload,
      calibration: try calibrationReference.read(),
      expertLoad: try load.map { try ExpertLoad(parsing: $0.data, file: $0.path, model: stored) },
      redundancy: redundancy, goal: goal,
      references: PlanReferences(
        model: .init(reference: model, sha256: Digest.of(stored)), weightFormat: try precision.weightFormat(),
        cluster: .init(reference: cluster, sha256: Digest.of(try clusterReference.contents())),
        calibration: .init(reference: calibration, sha256: Digest.of(try calibrationReference.contents())),
        expertLoad: load.map { .init(reference: $0.path, sha256: Digest.of($0.data)) }))
    request.engine = engine
    return request
  }
}

/// The JSON Schemas that are built into the program.
enum SchemaCatalogue {
  private static let inputs: [(name: String, bytes: [UInt8])] = [
    ("accelerators", TopologySchemas.accelerators), ("calibration", CostingSchemas.calibration),
    ("cluster", TopologySchemas.cluster), ("expert-load", ExpertLoad.schema), ("policy", PolicySchema.bytes),
    ("workloads", CostingSchemas.workloads),
  ]

  /// Those of files that people write first.
  static var names: [String] { (inputs + DocumentSchemas.all).map(\.name) }

  /// - Throws: `Diagnostic` where a schema itself is broken, which tests rule out.
  static func list() throws -> SchemaList { try SchemaList(inputs: inputs, outputs: DocumentSchemas.all) }

  /// The text of a schema, without a line break at its end.
  /// - Throws: `Diagnostic` "unknown-schema" that names the nearest.
  static func text(of name: String) throws -> String {
    guard let schema = (inputs + DocumentSchemas.all).first(where: { $0.name == name }) else {
      throw Diagnostic(
        id: .unknownSchema, file: name, found: "no such schema", expected: "one of \(names.joined(separator: ", "))",
        advice: NearestNames.advice(name, among: names))
    }
    let text = String(decoding: schema.bytes, as: UTF8.self)
    return String(text.trimmingSuffix { $0.isNewline })
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(_ isPart: (Character) -> Bool) -> SubSequence {
    var end = endIndex
    while end > startIndex, isPart(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
