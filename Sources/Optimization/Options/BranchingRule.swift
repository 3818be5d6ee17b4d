/// On which fractional variable a tree search branches. The first three cost nothing; the last two look ahead, which
/// makes fewer nodes but takes longer for each, and much longer with tens of thousands of columns.
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
