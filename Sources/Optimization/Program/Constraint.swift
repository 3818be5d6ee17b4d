/// A row of a `LinearProgram`, known by its position. It belongs to the program that made it.
public struct Constraint: Hashable, Sendable {
  /// Position among the rows, from 0; also the position of its dual in a solution.
  public let index: Int

  /// - Parameter index: Position among the rows, from 0.
  public init(index: Int) {
    self.index = index
  }
}
