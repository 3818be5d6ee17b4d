import Quantities

/// A level of the network above the scale-up domain. Tiers nest: what crosses a tier crosses all below it.
public struct ScaleOutTier: Sendable, Hashable {
  /// "leaf", "spine", "core".
  public let name: String
  /// GPUs below one switch group of this tier: two GPUs of one group meet here or lower.
  public var gpusPerGroup: Int
  /// Per GPU, one way, before oversubscription: the network card's share for this GPU.
  public var bandwidth: Bandwidth
  /// How many times the GPUs below could overload the links of this tier if all sent at once; 1 is non-blocking.
  public let oversubscription: Double
  /// From GPU to GPU across this tier, the tiers below included.
  public var latency: Seconds

  public init(name: String, gpusPerGroup: Int, bandwidth: Bandwidth, oversubscription: Double, latency: Seconds) {
    self.name = name
    self.gpusPerGroup = gpusPerGroup
    self.bandwidth = bandwidth
    self.oversubscription = oversubscription
    self.latency = latency
  }

  /// What a GPU gets when all send across this tier at once.
  public var effectiveBandwidth: Bandwidth { bandwidth / oversubscription }
}
