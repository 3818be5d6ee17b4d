/// A coefficient times a variable, as written in a constraint: `2.5 * x`.
public struct Term: Hashable, Sendable {
  /// The factor.
  public var coefficient: Double
  /// The column.
  public var variable: Variable

  /// - Parameters:
  ///   - coefficient: The factor.
  ///   - variable: The column.
  public init(coefficient: Double, variable: Variable) {
    self.coefficient = coefficient
    self.variable = variable
  }
}
