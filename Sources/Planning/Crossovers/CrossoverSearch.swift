import Optimization
import Plans

struct CrossoverSearch: Sendable {
  struct Found: Sendable {
    let sweep: CrossoverSweep
    let crossovers: [Crossover]
  }
  let request: PlanRequest
  let constraints: [LayoutConstraint]
  init(_ request: PlanRequest, constraints: [LayoutConstraint]) {
    self.request = request
    self.constraints = constraints
  }
  func run(progress: @Sendable (Double) -> Void) throws -> [Found] {
    let clock = ContinuousClock()
    for tolerance in [0.005, 0.001, 0.0002] {
      for factor in [0.03125, 0.125, 0.5, 1, 2, 8, 32] {
        let changed = try InputAxis.scaleOut.varied(request, by: .factor(factor))
        for c in constraints {
          let s = clock.now
          let a = try KindSearch(constraint: c, tolerance: tolerance).answer(changed, below: .infinity)
          print(tolerance, factor, c.name, a.score ?? -1, a.bound, clock.now - s)
        }
        let s = clock.now
        let w = try PointWinner(changed, among: constraints, tolerance: tolerance)
        print(tolerance, factor, w, clock.now - s)
      }
    }
    return []
  }
}
