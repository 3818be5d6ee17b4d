/// When a search stops before it is finished. Nodes and iterations give the same answer on every machine; seconds do
/// not, so there is no time limit unless one is asked for.
public struct SolverLimits: Sendable, Equatable {
  /// Most subproblems of the tree; nil for no limit.
  public var nodes: Int?
  /// Most simplex iterations, over the whole search; nil for no limit. Checked between linear programs, so that the one
  /// under way is finished (the first stops at once).
  public var iterations: Int?
  /// Stop once (objective − bound) / |objective| is no larger; 0 to search to the end.
  public var relativeGap: Double
  /// Longest time; nil, the default, for no limit. With it, answers may differ from run to run.
  public var seconds: Double?

  /// Most memory that the solver may take for itself, in MB of 2^20 bytes; nil for no limit.
  public var megabytes: Int?

  /// - Parameters:
  ///   - nodes: Most subproblems of the tree.
  ///   - iterations: Most simplex iterations.
  ///   - relativeGap: Gap at which to stop; 0 to search to the end.
  ///   - seconds: Longest time.
  ///   - megabytes: Most memory of the solver.
  public init(
    nodes: Int? = nil, iterations: Int? = nil, relativeGap: Double = 0, seconds: Double? = nil,
    megabytes: Int? = nil
  ) {
    self.nodes = nodes
    self.iterations = iterations
    self.relativeGap = relativeGap
    self.seconds = seconds
    self.megabytes = megabytes
  }
}
