import Topology

/// What an objective is measured in: dollars where every pool has a price, GPU-seconds otherwise.
public struct ObjectiveUnit: Sendable {
  private let objective: String
  private let hasPrices: Bool

  /// - Parameters:
  ///   - objective: "cost", "latency" or "gpus".
  ///   - pools: Of the cluster.
  public init(objective: String, pools: [Pool]) {
    self.objective = objective
    hasPrices = pools.allSatisfy { $0.price != nil }
  }

  /// What a GPU-second of a pool counts.
  public func price(of pool: Pool) -> Double {
    guard hasPrices, let price = pool.price else { return 1 }
    return price.value
  }

  /// In words.
  public var name: String {
    switch objective {
    case "latency": "seconds per output token"
    case "gpus": "GPUs"
    default: hasPrices ? "USD per output token" : "GPU-seconds per output token"
    }
  }
}
