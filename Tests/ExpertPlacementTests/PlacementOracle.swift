import Experts

/// The best placement of a small problem, by going through all of them.
struct PlacementOracle {
  private let problem: ExpertProblem
  private var held: [[Int]]
  private var best = Double.infinity

  /// Time that the best placement takes; infinite where there is none.
  static func time(of problem: ExpertProblem) -> Double {
    var oracle = PlacementOracle(problem)
    oracle.place(0, copies: 0)
    return oracle.best
  }

  private init(_ problem: ExpertProblem) {
    self.problem = problem
    held = [[Int]](repeating: [], count: problem.ranks.count)
  }

  private mutating func place(_ expert: Int, copies: Int) {
    guard expert < problem.expertCount else {
      let map = ExpertMap(ranks: held)
      let isFull = !problem.fillsEverySlot || zip(held, problem.ranks).allSatisfy { $0.count == $1.slots }
      if isFull, map.fault(in: problem) == nil { best = min(best, map.time(of: problem)) }
      return
    }
    for ranks in 1..<(1 << held.count) {
      let chosen = held.indices.filter { ranks >> $0 & 1 == 1 }
      let left = problem.expertCount - expert - 1
      guard copies + chosen.count + left <= problem.mostCopies,
        chosen.allSatisfy({ held[$0].count < problem.ranks[$0].slots })
      else { continue }
      for rank in chosen { held[rank].append(expert) }
      place(expert + 1, copies: copies + chosen.count)
      for rank in chosen { held[rank].removeLast() }
    }
  }
}
