/// By how much one row, bound or integrality condition is missed.
public struct Violation: Sendable, Equatable {
  /// The constraint or variable, by name.
  public let name: String
  /// Position of that constraint or variable.
  public let index: Int
  /// The distance to what is allowed, in the program's own units.
  public let amount: Double
  /// The distance as a share of the size of the numbers that meet there: what tolerances are compared with.
  public let scaled: Double
}
