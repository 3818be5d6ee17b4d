/// The size of the composition program, and what answering it took.
public struct CompositionEffort: Sendable, Hashable {
  /// Columns.
  public let variables: Int
  /// Rows.
  public let constraints: Int
  /// Subproblems.
  public let nodes: Int
  /// Simplex iterations.
  public let iterations: Int

  func adding(nodes: Int, iterations: Int) -> CompositionEffort {
    CompositionEffort(
      variables: variables, constraints: constraints, nodes: self.nodes + nodes,
      iterations: self.iterations + iterations)
  }
}
