import Clusters
import Formats
import Launching
import Models
import Plans
import Verification

/// Reads a plan that is to be started, with the inputs that it names, and sees that it holds.
struct LaunchedPlanReader {
  let reference: PlanInputs.Reference
  /// By model.
  let deployments: [LaunchedDeployment]
  /// What was predicted for replicas; `nil` for a plan of a whole cluster, whose workers are rated each.
  let replicas: (plan: Plan, inputs: VerifierInputs)?

  /// - Parameters:
  ///   - path: Of the plan.
  ///   - checkpoint: Where an engine finds the weights.
  ///   - model: The one whose workers are wanted; `nil` for all.
  /// - Throws: `Diagnostic` for a plan that cannot be read or does not hold, or inputs that have changed.
  init(_ path: String, checkpoint: String?, model: String?) throws {
    reference = .init(reference: path, sha256: Digest.of(try InputDocument.bytes(ofFile: path)))
    if try DocumentReader.version(ofFile: path) == ClusterPlan.formatVersion {
      replicas = nil
      deployments = try Self.cluster(path, checkpoint: checkpoint, model: model)
      return
    }
    let plan = try Plan(contentsOf: path)
    let inputs = try InputDocument.namedByPlan(path) { try PlanInputReader.read(plan.inputs) }
    try Self.check(PlanVerifier(plan, inputs: inputs).findings(), path)
    try Self.check(model, among: [plan.inputs.model.reference])
    replicas = (plan, inputs)
    deployments = [
      try LaunchedDeployment(
        plan, model: inputs.model, cluster: inputs.cluster, expertLoad: inputs.expertLoad, checkpoint: checkpoint)
    ]
  }

  private static func cluster(_ path: String, checkpoint: String?, model: String?) throws -> [LaunchedDeployment] {
    let plan = try ClusterPlan(contentsOf: path)
    let inputs = try InputDocument.namedByPlan(path) { try ClusterPlanInputReader.read(plan.inputs) }
    try check(ClusterPlanVerifier(plan, inputs: inputs).findings(), path)
    let names = plan.inputs.models.map(\.name)
    try check(model, among: names)
    let wanted = names.indices.filter { model == nil || names[$0] == model }
    guard checkpoint == nil || wanted.count == 1 else {
      throw Diagnostic.flags(
        "--checkpoint", "is of one model, and the plan has \(wanted.count)",
        "add --model, one of \(names.joined(separator: ", "))")
    }
    return try wanted.map { index in
      let served = plan.inputs.models[index]
      let architecture =
        try inputs.models[index] ?? ModelArchitecture(reference: served.modelName ?? served.name)
      return try LaunchedDeployment(
        plan, modelIndex: index, model: architecture, cluster: inputs.cluster, checkpoint: checkpoint)
    }
  }

  private static func check(_ model: String?, among names: [String]) throws {
    guard let model, !names.contains(model) else { return }
    throw Diagnostic(
      id: .unknownModel, file: "--model", found: "\"\(model)\"", expected: "one of \(names.joined(separator: ", "))")
  }

  /// What does not hold is not started.
  private static func check(_ findings: [Finding], _ path: String) throws {
    guard let first = findings.first else { return }
    throw Diagnostic(
      id: .planChanged, file: path, key: first.key, found: first.claimed, expected: first.actual,
      advice: "the plan does not hold (\(first.id)); layline verify lists what, and layline plan makes a new one")
  }
}
