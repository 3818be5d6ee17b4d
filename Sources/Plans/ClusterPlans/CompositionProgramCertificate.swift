/// What a solver says about the composition program.
public struct CompositionProgramCertificate: Codable, Sendable, Equatable {
  /// Name and version of the solver.
  public var solver: String
  /// Kinds of workers to choose from.
  public var workerTypes: Int
  /// Columns.
  public var columns: Int
  /// Rows.
  public var rows: Int
  /// Branch-and-bound nodes.
  public var nodes: Int
  /// Simplex iterations.
  public var iterations: Int
  /// The solver's own word.
  public var status: String

  /// - Parameters: As the properties of the same names.
  public init(
    solver: String, workerTypes: Int, columns: Int, rows: Int, nodes: Int, iterations: Int, status: String
  ) {
    self.solver = solver
    self.workerTypes = workerTypes
    self.columns = columns
    self.rows = rows
    self.nodes = nodes
    self.iterations = iterations
    self.status = status
  }
}
