import ExpertMaps

/// Fills slots that a search left empty although there are copies for them: runtimes want an expert in each.
struct SlotFilling {
  private let problem: ExpertProblem

  init(_ problem: ExpertProblem) { self.problem = problem }

  /// The map with another copy in each empty slot, of the expert that leaves the slowest rank fastest; a slot that no expert
  /// may fill stays empty.
  func filled(_ map: ExpertMap) -> ExpertMap {
    guard problem.slotCount <= problem.mostCopies else { return map }
    var map = map
    for (rank, slots) in problem.ranks.map(\.slots).enumerated() {
      while map.ranks[rank].count < slots, let fuller = best(map, rank: rank) { map = fuller }
    }
    return map
  }

  private func best(_ map: ExpertMap, rank: Int) -> ExpertMap? {
    let held = Set(map.ranks[rank])
    let candidates = (0..<problem.expertCount).filter { !held.contains($0) }.map { expert in
      var ranks = map.ranks
      ranks[rank].append(expert)
      return ExpertMap(ranks: ranks)
    }
    let allowed = candidates.filter { $0.fault(in: problem) == nil }
    return allowed.min { $0.time(of: problem) < $1.time(of: problem) }
  }
}
