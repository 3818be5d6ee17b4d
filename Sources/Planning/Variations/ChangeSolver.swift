import Costing
import Optimization
import Plans

/// Solves changed requests and sets each beside the plan of the request as it was. The layout of that plan is tried first, so
/// that nothing comes out worse than to leave it as it is.
struct ChangeSolver {
  let objective: Double
  let layout: ReplicaLayout
  let pool: String
  let optimizer: any Optimizer

  init(_ request: PlanRequest, before: Solved, optimizer: any Optimizer) {
    objective = before.assembly.objective
    layout = before.layout
    pool = request.cluster.pools[before.poolIndex].name
    self.optimizer = optimizer
  }

  func solve(_ request: PlanRequest) throws -> Result<SolvedChange, Refused> {
    try Planner(request, optimizer: optimizer).solve(near: layout).map { after in
      let prediction = after.assembly.prediction
      return SolvedChange(
        objectiveBefore: objective, objective: after.assembly.objective, bound: after.bound,
        timePerOutputToken: prediction.timePerOutputToken, tokensPerSecondPerGPU: prediction.tokensPerSecondPerGPU,
        tokensPerSecond: prediction.tokensPerSecond, layout: after.assembly.layout,
        isSameLayout: after.layout.stages == layout.stages && request.cluster.pools[after.poolIndex].name == pool)
    }
  }
}
