import Inputs
import Plans

/// Tells what a deployment of a policy is from its keys.
enum SubjectReader {
  private static let clusterKeys = ["requests-per-second", "concurrency", "workloads", "workers"]

  /// - Throws: `Diagnostic` for keys that do not belong together.
  static func subject(_ source: DeploymentSource) throws -> any PolicySubject {
    if let plan = try source.node.optional("plan") { return try saved(source, plan) }
    if source.node.value(at: "layout") != nil { return try LayoutSubject(source) }
    let hasTarget = source.node.value(at: "limits.ttft") != nil
    let isCluster = hasTarget || clusterKeys.contains { source.node.value(at: $0) != nil }
    return isCluster ? try ClusterSubject(source) : try ReplicaSubject(source)
  }

  private static func saved(_ source: DeploymentSource, _ node: InputNode) throws -> any PolicySubject {
    let file = source.folder.file(try node.text())
    switch try DocumentReader.version(ofFile: file) {
    case Plan.formatVersion: return try SavedPlanSubject(source, file: file)
    case ClusterPlan.formatVersion: return try SavedClusterPlanSubject(source, file: file)
    default:
      throw node.fault(
        "unsupported-version", expected: "a plan of version \(Plan.formatVersion) or \(ClusterPlan.formatVersion)")
    }
  }
}
