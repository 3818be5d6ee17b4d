/// How good a domain is for a worker; the smaller, the better, the first figures before the later ones.
struct SiteRank: Comparable {
  /// What a failure of the domain's unit would take of the worker's model already; 0 where workers need not be kept apart.
  let atRisk: Double
  /// 1 for a domain that need not be begun.
  let isNew: Double
  /// What of the worker's rate finds no other side in the domain, as a negative of what does.
  let unmatchedInDomain: Double
  /// The same in the group of the lowest tier.
  let unmatchedInGroup: Double
  /// The same side of the model in the group: the other side is to find room there.
  let sameInGroup: Double
  /// The same in the domain.
  let sameInDomain: Double
  /// Open GPUs that the worker would leave.
  let leftover: Double

  static func < (left: Self, right: Self) -> Bool {
    if left.atRisk != right.atRisk { return left.atRisk < right.atRisk }
    if left.isNew != right.isNew { return left.isNew < right.isNew }
    if left.unmatchedInDomain != right.unmatchedInDomain { return left.unmatchedInDomain < right.unmatchedInDomain }
    if left.unmatchedInGroup != right.unmatchedInGroup { return left.unmatchedInGroup < right.unmatchedInGroup }
    if left.sameInGroup != right.sameInGroup { return left.sameInGroup < right.sameInGroup }
    if left.sameInDomain != right.sameInDomain { return left.sameInDomain < right.sameInDomain }
    return left.leftover < right.leftover
  }
}

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
