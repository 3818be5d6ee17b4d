/// How a search stands, in plain numbers.
public struct SearchProgress: Sendable, Equatable {
  /// Subproblems taken up so far.
  public let nodes: Int
  /// Simplex iterations so far.
  public let iterations: Int
  /// Objective of the best answer so far; nil before the first.
  public let incumbent: Double?
  /// No answer is below it; nil while unknown.
  public let bound: Double?

  /// - Parameters:
  ///   - nodes: Subproblems taken up so far.
  ///   - iterations: Simplex iterations so far.
  ///   - incumbent: Objective of the best answer so far.
  ///   - bound: No answer is below it.
  public init(nodes: Int, iterations: Int, incumbent: Double?, bound: Double?) {
    self.nodes = nodes
    self.iterations = iterations
    self.incumbent = incumbent
    self.bound = bound
  }
}
