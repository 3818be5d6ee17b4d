/// What sort of thing a published figure is about; results are grouped by it.
public enum PublishedKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// Parameters, operations and cache of a model.
  case architecture
  /// Bytes on a GPU.
  case memory
  /// Bounds and ratios that fit on a blackboard.
  case blackboard
  /// Single operators and collectives.
  case kernels
  /// Latency and throughput of deployments.
  case serving
}
