import ExpertMaps

/// A placement of one layer, and how good it is.
public struct PlacementAnswer: Sendable, Equatable {
  /// Which experts each rank holds.
  public let map: ExpertMap
  /// Time of the slowest rank in the worst scenario; 1 where all ranks are equally busy.
  public let time: Double
  /// What no placement undercuts.
  public let bound: BalanceBound

  /// How far `time` can be from the best: time / bound − 1.
  public var gap: Double { max(0, time / bound.time - 1) }

  init(map: ExpertMap, problem: ExpertProblem, bound: BalanceBound) {
    self.map = map
    time = map.time(of: problem)
    self.bound = bound
  }
}
