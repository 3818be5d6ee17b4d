/// How a linear program is solved.
public enum SimplexMethod: Sendable, Equatable, CaseIterable {
  /// From a feasible corner to a better one.
  case primal
  /// From a bound to a tighter one; falls back on the primal method.
  case dual
}
