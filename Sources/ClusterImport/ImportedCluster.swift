import Topology

/// A cluster as it was imported.
public struct ImportedCluster: Sendable {
  /// The file, in the format `cluster/1`.
  public let text: String
  /// The same, read back.
  public let cluster: Cluster
  /// What an operator should know, each a sentence without an end mark. They stand in the file too.
  public let notes: [String]
}
