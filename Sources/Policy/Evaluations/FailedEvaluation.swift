import Plans

/// What a deployment comes to after a failure.
struct FailedEvaluation {
  /// The unit whose failure is worst: "pool h200, rack 0, node 2"; or any, where no plan survives it.
  let unit: String
  /// What it leaves, in words: "3 of 4 replicas are left".
  let consequence: String
  /// None where nothing is left, or not enough.
  let figures: [Figure]
  /// Whether something is left, if too little.
  var isServing = false
  /// Whether no plan could do better.
  var isProved = true
}

extension FailedEvaluation {
  /// What a plan of a cluster says of it.
  init(_ spare: SpareCapacity, of plan: ClusterPlan) {
    self.init(
      unit: spare.worstUnit,
      consequence: "\(spare.workersLost == 1 ? "1 worker stops" : "\(spare.workersLost) workers stop"), "
        + "\(spare.workersRestarted) of them can start again",
      figures: ComposedFigures(plan).figures(serving: spare.servedRequestsPerSecond))
  }
}
