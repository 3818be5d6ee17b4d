/// What is made as good as possible over a whole cluster.
public enum ClusterObjective: String, Sendable, Hashable, CaseIterable {
  /// The smallest served/demand of the models, as large as possible; then all they serve.
  case served
  /// The dollars per hour of the GPUs that serve the demands; GPUs where a pool has no price.
  case cost
  /// The GPUs that serve the demands.
  case gpus
}
