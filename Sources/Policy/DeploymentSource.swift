import Clusters
import Costing
import Formats
import Models
import Plans
import Quantities

/// A deployment as a policy has it, or as it would have it after an edit.
struct DeploymentSource {
  /// The item of `deployments`.
  var node: InputNode
  /// The folder of the files that it names.
  let folder: PolicyFolder
  /// The content of the cluster's file after an edit; `nil` for the file itself.
  var editedCluster: InputNode?
  /// Names that a saved plan gives, which are not meant from the policy's folder.
  var given: [String: String] = [:]

  /// A value of the deployment, with a file in the policy's folder where it is one.
  func reference(_ key: String) throws -> String? {
    try given[key] ?? node.optional(key).map { folder.reference(try $0.text()) }
  }

  // MARK: - Inputs

  /// - Throws: `Diagnostic` at the key where the name is not known, or in the file that it means.
  func cluster() throws -> Cluster {
    if let editedCluster { return try Cluster(reading: editedCluster) }
    return try clusterReference().read()
  }

  /// - Throws: `Diagnostic` at the key.
  func clusterReference() throws -> ClusterReference {
    let written = try node.required("cluster", expected: "a cluster's file, or the name of a shipped one")
    return try at(written) { try ClusterReference(reference("cluster") ?? "") }
  }

  /// The model in the formats in which it is stored, as checkpoints in such a format are released.
  func model() throws -> ModelArchitecture {
    let written = try node.required("model", expected: "a config.json, its folder, or a name of the catalogue")
    let model = try at(written) { try ModelArchitecture(reference: reference("model") ?? "") }
      .stretched(node.optional("allow-long-context")?.boolean() ?? false)
    guard let format = try weightFormat() else { return model }
    return model.asReleased(in: format)
  }

  /// Refuses lengths beyond what the model allows, at the key that gives them.
  /// - Throws: `Diagnostic` "context-beyond-model".
  func check(_ model: ModelArchitecture, length: Int) throws {
    let place = node.value(at: "context") ?? node.value(at: "output-tokens") ?? node
    try model.check(length: length, file: place.file, key: place.key, line: place.line)
  }

  func weightFormat() throws -> NumberFormat? { try node.optional("precision")?.choice(NumberFormat.self) }
  func cacheFormat() throws -> NumberFormat? { try node.optional("kv-precision")?.choice(NumberFormat.self) }

  /// The engine that is to run what is planned; `nil` for any layout.
  /// - Throws: `Diagnostic` where both keys are given.
  func engine() throws -> EngineRule? {
    let named = try node.optional("engine")
    guard let any = try node.optional("any-layout"), try any.boolean() else {
      return try named?.choice(EngineRule.self) ?? .any
    }
    guard named == nil else {
      throw any.fault(.conflict, expected: "no engine beside it", advice: "leave out one of the two")
    }
    return nil
  }

  func calibrationReference() throws -> CalibrationReference {
    CalibrationReference(try reference("calibration") ?? "default")
  }

  /// Reads an input. A fault of a name is reported at the name, not in the file of that name.
  func at<Value>(_ place: InputNode, _ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch let fault as Diagnostic
      where [.missingFile, .unknownModel, .unknownCluster, .unknownCalibration].contains(fault.id)
    {
      throw Diagnostic(
        id: fault.id, file: place.file, key: place.key, line: place.line, found: "\(place.summary), \(fault.found)",
        expected: fault.expected, advice: fault.advice)
    }
  }

  /// A fault that names a flag of the command line, at the key of the same name.
  func atKey(_ fault: Diagnostic) -> Diagnostic {
    guard fault.file.hasPrefix("--") else { return fault }
    let flag = String(fault.file.dropFirst(2))
    let place = ["", "layout.", "limits."].lazy.compactMap { node.value(at: $0 + flag) }.first
    return Diagnostic(
      id: fault.id, file: node.file, key: place?.key ?? node.path(to: flag), line: place?.line ?? node.line,
      found: fault.found, expected: fault.expected, advice: fault.advice)
  }
}
