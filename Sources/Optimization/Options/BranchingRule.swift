/// On which fractional variable a tree search branches.
public enum BranchingRule: Sendable, Equatable, CaseIterable {
  /// The first.
  case firstFractional
  /// The last.
  case lastFractional
  /// The one nearest to a half.
  case mostFractional
  /// The heuristic of Driebeck and Tomlin.
  case driebeckTomlin
  /// By how much branching on it moved the bound before.
  case pseudocost
}
