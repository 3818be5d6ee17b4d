import ExpertMaps
import Optimization

/// Places the experts of one layer.
public struct ExpertPlacer: Sendable {
  private let problem: ExpertProblem
  private let effort: PlacementEffort
  private let optimizer: (any Optimizer)?

  /// - Parameters:
  ///   - problem: Experts, ranks and traffic; every expert must find a slot, and groups must divide evenly.
  ///   - effort: How much work to spend.
  ///   - optimizer: Solves the pattern programs that prove what closed bounds do not; without it there are none.
  public init(_ problem: ExpertProblem, effort: PlacementEffort = PlacementEffort(), optimizer: (any Optimizer)? = nil)
  {
    self.problem = problem
    self.effort = effort
    self.optimizer = optimizer
  }

  /// The best placement found, with a bound.
  public func place() -> PlacementAnswer {
    switch problem.popularity.count {
    case 1: place(problem.popularity[0])
    case ...8: place(scenarios(SIMD8<Double>.self))
    case ...16: place(scenarios(SIMD16<Double>.self))
    case ...32: place(scenarios(SIMD32<Double>.self))
    default: place(scenarios(SIMD64<Double>.self))
    }
  }

  private func scenarios<Lanes: SIMD & Sendable>(_: Lanes.Type) -> [ScenarioLoads<Lanes>]
  where Lanes.Scalar == Double {
    (0..<problem.expertCount).map { expert in
      var lanes = Lanes.zero
      for (scenario, row) in problem.popularity.enumerated() { lanes[scenario] = row[expert] }
      return ScenarioLoads(lanes: lanes)
    }
  }

  private func place<Loads: LoadVector>(_ popularity: [Loads]) -> PlacementAnswer {
    let bound = ClosedBounds(problem).best
    let target = bound.time * (1 + effort.tolerance)
    var state = PlacementState(problem, popularity: popularity)
    var random = SplitMix(seed: 1)
    state.construct(
      ReplicaCounts(loads: popularity.map(\.largest), copies: problem.mostCopies, most: problem.ranks.count).counts)
    state.descend(to: target)
    state.anneal(AnnealingSchedule(steps: effort.steps), target: target, random: &random)
    state.descend(to: target)
    return PlacementAnswer(map: state.map, problem: problem, bound: bound)
  }
}
