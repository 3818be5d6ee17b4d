/// How the terms of a constraint stand to its right-hand side.
public enum Relation: Sendable, Equatable {
  /// terms ≤ right-hand side
  case atMost
  /// terms ≥ right-hand side
  case atLeast
  /// terms = right-hand side
  case equal

  /// The interval that the terms have to lie in.
  func interval(_ rightHandSide: Double) -> (lower: Double, upper: Double) {
    switch self {
    case .atMost: (-.infinity, rightHandSide)
    case .atLeast: (rightHandSide, .infinity)
    case .equal: (rightHandSide, rightHandSide)
    }
  }
}
