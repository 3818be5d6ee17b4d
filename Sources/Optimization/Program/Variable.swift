/// A column of a `LinearProgram`, known by its position. It belongs to the program that made it.
public struct Variable: Hashable, Sendable {
  /// Position among the columns, from 0; also the position of its value in a solution.
  public let index: Int

  /// - Parameter index: Position among the columns, from 0.
  public init(index: Int) {
    self.index = index
  }

  /// The term `coefficient · variable`.
  public static func * (coefficient: Double, variable: Variable) -> Term {
    Term(coefficient: coefficient, variable: variable)
  }

  /// The term `−1 · variable`.
  public static prefix func - (variable: Variable) -> Term {
    Term(coefficient: -1, variable: variable)
  }
}
