/// Where a GPU of a pool stands. All numbers count from 0.
public struct GPULocation: Sendable, Hashable {
  /// Number in the pool.
  public let gpu: Int
  /// Number of the rack in the pool.
  public let rack: Int
  /// Number of the node in its rack.
  public let node: Int
  /// Number of the GPU in its node.
  public let index: Int
  /// Number of the scale-up domain in the pool.
  public let domain: Int
  /// Name of the node, where the cluster's file gives names.
  public let host: String?

  /// For a person: "rack 3, node 2, gpu 1", or "node017, gpu 1" where hosts have names. Cluster files read it.
  public var name: String {
    host.map { "\($0), gpu \(index)" } ?? "rack \(rack), node \(node), gpu \(index)"
  }
}
