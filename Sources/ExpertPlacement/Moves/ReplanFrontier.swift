import ExpertMaps

/// What a layer gains for how many moves: the current map first, then ever faster maps for ever more moves.
public struct ReplanFrontier: Sendable, Equatable {
  /// Rising in moves, falling in time; at least the current map.
  public private(set) var points: [ReplanPoint]
  /// What no map undercuts, however many experts are moved.
  public let bound: BalanceBound

  init(current: ExpertMap, problem: ExpertProblem, bound: BalanceBound) {
    points = [ReplanPoint(moves: 0, time: current.time(of: problem), map: current)]
    self.bound = bound
  }

  /// The fastest point with up to that many moves.
  func best(within moves: Int) -> ReplanPoint { points.last { $0.moves <= moves } ?? points[0] }

  /// Keeps a map that is faster than all with as few moves, and drops those that it beats.
  mutating func insert(_ point: ReplanPoint) {
    // Gains below rounding are none.
    guard point.time < best(within: point.moves).time * (1 - 1e-12) else { return }
    points.removeAll { $0.moves >= point.moves && $0.time >= point.time }
    let index = points.firstIndex { $0.moves > point.moves } ?? points.count
    points.insert(point, at: index)
  }
}
