import Quantities

/// A level of the network above the scale-up domain. Tiers nest: traffic across a tier crosses all tiers below it.
public struct ScaleOutTier: Sendable, Hashable {
  /// "leaf", "spine", "core".
  public let name: String
  /// GPUs below one switch group of this tier: two GPUs of one group meet here or lower.
  public var gpusPerGroup: Int
  /// Bandwidth per GPU, one way, before oversubscription: the GPU's share of the network card.
  public var bandwidth: Bandwidth
  /// The oversubscription: the bandwidth of the GPUs below divided by that of the links; 1 is non-blocking.
  public let oversubscription: Double
  /// Latency from GPU to GPU across this tier, including the tiers below.
  public var latency: Seconds

  public init(name: String, gpusPerGroup: Int, bandwidth: Bandwidth, oversubscription: Double, latency: Seconds) {
    self.name = name
    self.gpusPerGroup = gpusPerGroup
    self.bandwidth = bandwidth
    self.oversubscription = oversubscription
    self.latency = latency
  }

  /// Bandwidth per GPU when all send across this tier at once.
  public var effectiveBandwidth: Bandwidth { bandwidth / oversubscription }
}
