import Inputs

/// Tells what a deployment of a policy is from its keys.
enum SubjectReader {
  private static let clusterKeys = ["requests-per-second", "concurrency", "workloads", "workers"]

  /// - Throws: `Diagnostic` for keys that do not belong together.
  static func subject(_ source: DeploymentSource) throws -> any PolicySubject {
    if source.node.value(at: "layout") != nil { return try LayoutSubject(source) }
    let hasTarget = source.node.value(at: "limits.ttft") != nil
    let isCluster = hasTarget || clusterKeys.contains { source.node.value(at: $0) != nil }
    return isCluster ? try ClusterSubject(source) : try ReplicaSubject(source)
  }
}
