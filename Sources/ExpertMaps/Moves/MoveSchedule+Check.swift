extension MoveSchedule {
  /// Plays the steps and looks after each whether every expert has a copy and no rank holds too much.
  /// - Parameters:
  ///   - current: The map before; may hold an expert twice on one rank, as maps that run do.
  ///   - next: The map after.
  ///   - slots: Of each rank.
  /// - Returns: The first thing that is wrong; `nil` where the steps lead safely to `next`.
  public func fault(from current: ExpertMap, to next: ExpertMap, slots: [Int]) -> MoveFault? {
    var simulation = MoveSimulation(current, slots: slots)
    for (number, step) in steps.enumerated() {
      do { try simulation.apply(step, number: number) } catch { return error }
    }
    guard next.ranks.count == current.ranks.count else { return .unfinished(rank: next.ranks.count) }
    return next.ranks.indices.first { rank in
      simulation.staged[rank] != nil || simulation.held[rank].sorted() != next.ranks[rank]
    }.map { .unfinished(rank: $0) }
  }
}
