/// Where a worker is: its kind, its domains, and its GPUs in the order of its ranks.
struct WorkerSite: Sendable, Equatable {
  /// Index of its kind among the workers of the request.
  let kind: Int
  let poolIndex: Int
  /// Ascending.
  let domains: [Int]
  /// Numbers in the pool.
  let gpus: [Int]
}
