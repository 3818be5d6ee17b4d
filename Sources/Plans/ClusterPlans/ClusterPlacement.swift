/// Where the workers of a cluster are, and what that means for the caches that prefill hands over to decode.
public struct ClusterPlacement: Codable, Sendable, Equatable {
  /// Every worker: kinds in the order of `composition.workers`, and each kind counted from 0.
  public var workers: [PlacedWorker]
  /// GPUs that could be used and are not.
  public var idleGPUs: Int
  /// For each model that has prefill apart from decode, the network that its caches cross.
  public var transfers: [CacheTransfers]

  /// - Parameters: As the properties of the same names.
  public init(workers: [PlacedWorker], idleGPUs: Int, transfers: [CacheTransfers]) {
    self.workers = workers
    self.idleGPUs = idleGPUs
    self.transfers = transfers
  }
}
