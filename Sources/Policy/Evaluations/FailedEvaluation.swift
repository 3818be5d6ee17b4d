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
  /// Whether a search looked for what survives.
  var isSought = true
}

extension FailedEvaluation {
  /// What a plan of a cluster says of it.
  init(_ spare: SpareCapacity, of plan: ClusterPlan) {
    self.init(
      unit: spare.worstUnit,
      consequence: Self.words(stopped: spare.workersLost, restarted: spare.workersRestarted),
      figures: ComposedFigures(plan).figures(serving: spare.servedRequestsPerSecond))
  }

  private static func words(stopped: Int, restarted: Int) -> String {
    let workers = stopped == 1 ? "1 worker stops" : "\(stopped) workers stop"
    guard restarted > 0 else { return workers }
    return restarted == stopped
      ? "\(workers) and \(stopped == 1 ? "starts" : "start") again" : "\(workers), \(restarted) of them start again"
  }
}
