import Quantities

/// A layer of a pool's tree: a switch group of a tier, a scale-up domain, a rack or a node.
public struct LevelSummary: Sendable, Hashable {
  /// What a network level gives each GPU.
  public struct Network: Sendable, Hashable {
    /// Per GPU, one way, when it sends alone.
    public let bandwidth: Bandwidth
    /// Per GPU, one way, to a single peer; less than `bandwidth` where GPUs are wired as a mesh or a torus.
    public let bandwidthPerPeer: Bandwidth
    /// GPUs below that share what leaves the group; 1 is non-blocking.
    public let oversubscription: Double
    /// Per GPU, one way, when all send across it at once.
    public let effectiveBandwidth: Bandwidth
    /// From GPU to GPU.
    public let latency: Seconds
  }

  /// "spine", "domain = rack", "node".
  public let name: String
  /// How many of them the pool has.
  public let count: Int
  /// GPUs of one of them.
  public let gpus: Int
  /// `nil` for a rack or node that is no level of the network.
  public let network: Network?
}
