import Costing
import Quantities
import Topology

/// A little more of what a resource is the rate of: the unit that marginal values are given in.
public struct MarginalStep: Sendable {
  /// What is added: "100 GB/s of HBM".
  public let unit: String
  /// The same as a share of what the pool has.
  public let share: Double

  /// - Returns: `nil` where the pool has nothing of it.
  public init?(_ resource: Resource, of pool: Pool) {
    switch resource {
    case .hbm:
      unit = "100 GB/s of HBM"
      share = Bandwidth(100e9) / pool.accelerator.memoryBandwidth
    case .compute:
      unit = "10 % of peak FLOP/s"
      share = 0.1
    case .scaleUp:
      unit = "100 GB/s of scale-up"
      share = Bandwidth(100e9) / pool.scaleUp.bandwidth
    case .scaleOut:
      guard let tier = pool.tiers.first else { return nil }
      unit = "10 GB/s of scale-out"
      share = Bandwidth(10e9) / tier.bandwidth
    case .overhead:
      unit = "10 % less overhead"
      share = 0.1
    }
  }
}
