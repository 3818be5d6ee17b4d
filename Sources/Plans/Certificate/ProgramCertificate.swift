/// What a solver says about one program.
public struct ProgramCertificate: Codable, Sendable, Equatable {
  /// Name and version of the solver.
  public var solver: String
  /// Columns before anything was left out.
  public var columns: Int
  /// Rows.
  public var rows: Int
  /// Columns left after reduced costs ruled out the others.
  public var keptColumns: Int
  /// Branch-and-bound nodes.
  public var nodes: Int
  /// Simplex iterations.
  public var iterations: Int
  /// The round of the plan, with hops as the program sees them.
  public var round: Double
  /// No path of the program has a shorter round.
  public var bound: Double
  /// The solver's own word.
  public var status: String

  enum CodingKeys: String, CodingKey {
    case solver, columns, rows, keptColumns, nodes, iterations
    case round = "round_s"
    case bound = "bound_s"
    case status
  }

  /// - Parameters: As the properties of the same names.
  public init(
    solver: String, columns: Int, rows: Int, keptColumns: Int, nodes: Int, iterations: Int, round: Double,
    bound: Double, status: String
  ) {
    self.solver = solver
    self.columns = columns
    self.rows = rows
    self.keptColumns = keptColumns
    self.nodes = nodes
    self.iterations = iterations
    self.round = round
    self.bound = bound
    self.status = status
  }
}
