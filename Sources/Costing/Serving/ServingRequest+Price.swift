extension ServingRequest {
  /// Dollars per second of all GPUs of the deployment; `nil` where a pool has no price.
  public var dollarsPerSecond: Double? {
    func price(_ group: WorkerGroup, _ poolIndex: Int) -> Double? {
      cluster.pools[poolIndex].price.map { Double(group.gpus) * $0.value }
    }
    switch deployment {
    case .aggregated(let group), .decodeOnly(let group): return price(group, poolIndex)
    case .prefillOnly(let group): return price(group, prefillPoolIndex)
    case .disaggregated(let prefill, let decode):
      return price(prefill, prefillPoolIndex).flatMap { first in price(decode, poolIndex).map { first + $0 } }
    }
  }
}
