/// A plan of a cluster asked again with figures changed.
public struct ClusterQuestion: Sendable {
  /// What is changed, for people.
  public let change: String
  /// The request after it.
  public let request: ClusterRequest
}
