import Topology

/// What the objective is measured in: dollars where every pool has a price, GPU-seconds otherwise.
struct ObjectiveUnit: Sendable {
  private let request: PlanRequest

  init(_ request: PlanRequest) { self.request = request }

  private var hasPrices: Bool {
    request.cluster.pools.allSatisfy { $0.price != nil }
  }

  /// What a GPU-second of a pool counts.
  func price(of pool: Pool) -> Double {
    guard hasPrices, let price = pool.price else { return 1 }
    return price.value
  }

  /// In words.
  var name: String {
    switch request.goal.objective {
    case .cost: hasPrices ? "USD per output token" : "GPU-seconds per output token"
    case .latency: "seconds per output token"
    case .gpus: "GPUs"
    }
  }
}
