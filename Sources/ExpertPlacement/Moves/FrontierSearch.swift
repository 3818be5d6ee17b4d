import ExpertMaps

/// Looks for the fastest map for each number of moves.
///
/// Annealing under a cap on the moves, for one cap after another, each from the best map known within it; then from the
/// best map without regard to moves, under falling caps. A fixed part of the trials brings a copy home.
struct FrontierSearch: LoadVectorTask {
  let problem: ExpertProblem
  let current: ExpertMap
  /// The best map without regard to moves, its ranks in the places that need fewest.
  let fresh: ExpertMap
  let bound: BalanceBound
  let effort: PlacementEffort

  func run<Loads: LoadVector>(_ popularity: [Loads]) -> ReplanFrontier {
    var run = FrontierRun(
      MoveLimitedState(problem, popularity: popularity, current: current),
      frontier: ReplanFrontier(current: current, problem: problem, bound: bound))
    // Copies that share a rank are one; nothing is sent to drop the other.
    let single = ExpertMap(ranks: current.ranks.map { Array(Set($0)) })
    run.record(single)
    run.record(fresh)
    let caps = caps(fresh.moves(from: current))
    run.descend(from: single, cap: caps.last ?? 0)
    var random = SplitMix(seed: 2)
    for cap in caps {
      run.anneal(from: run.frontier.best(within: cap).map, cap: cap, steps: steps, random: &random)
      run.anneal(from: single, cap: cap, steps: steps, random: &random)
    }
    var map = fresh
    for cap in caps.reversed() where map.fault(in: problem) == nil {
      map = run.anneal(from: map, cap: cap, steps: steps, random: &random)
    }
    return run.frontier
  }

  private var steps: Int { effort.steps / 8 }

  /// 1, 2, 3, 4, 6, 8, 12, 16, ... up to what a fresh map needs.
  private func caps(_ most: Int) -> [Int] {
    var caps: [Int] = []
    var power = 1
    while power < most {
      caps += [power, power * 3 / 2].filter { $0 < most && $0 != caps.last }
      power *= 2
    }
    return Array(Set(caps + [most])).filter { $0 > 0 }.sorted()
  }
}
