import Plans

extension ObjectiveUnit {
  init(_ request: PlanRequest) {
    self.init(objective: request.goal.objective.rawValue, pools: request.cluster.pools)
  }
}
