/// Which open subproblem a tree search takes up next.
public enum NodeOrder: Sendable, Equatable, CaseIterable {
  /// The newest: finds answers early.
  case depthFirst
  /// The oldest.
  case breadthFirst
  /// The one with the best bound: raises the bound fastest.
  case bestBound
  /// The one with the best projected answer.
  case bestProjection
}
