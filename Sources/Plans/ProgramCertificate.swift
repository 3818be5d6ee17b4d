import Clusters

/// The answer of a solver to one program.
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

/// The quality of a plan: the objective reached, and a bound that no layout of the space beats.
public struct Certificate: Codable, Sendable, Equatable {
  /// Whether the value is proved to be the best.
  public enum Status: String, Codable, Sendable {
    /// The gap is at most the tolerance.
    case proved
    /// The gap is larger, but known.
    case within
    /// No bound.
    case unknown = "bound unknown"
  }

  /// Value reached.
  public var objective: Double
  /// The quantity with its unit: "GPU-seconds per output token".
  public var objectiveUnit: ObjectiveUnit
  /// No layout of the space has less.
  public var bound: Double
  /// (objective − bound) / objective.
  public var gap: Double
  /// Whether the value is proved to be the best.
  public var status: Status
  /// Everything that was considered, in words.
  public var space: String
  /// The search over batches and layouts.
  public var search: SearchEffort
  /// The integer program of the chosen batch, solved by an independent solver.
  public var stageProgram: ProgramCertificate?

  /// - Parameters: As the properties of the same names; gap and status are worked out.
  public init(
    objective: Double, objectiveUnit: ObjectiveUnit, bound: Double, tolerance: Double, space: String,
    search: SearchEffort,
    stageProgram: ProgramCertificate?
  ) {
    self.objective = objective
    self.objectiveUnit = objectiveUnit
    self.bound = bound
    gap = max(0, (objective - bound) / objective)
    status = !bound.isFinite ? .unknown : gap <= tolerance * (1 + 1e-9) ? .proved : .within
    self.space = space
    self.search = search
    self.stageProgram = stageProgram
  }
}

/// The effort of a search; the same for the same inputs.
public struct SearchEffort: Codable, Sendable, Equatable {
  /// Intervals of batch sizes closed by a bound.
  public var intervals: Int
  /// Batch sizes costed.
  public var batches: Int
  /// Bounds computed.
  public var bounds: Int
  /// Layouts tried.
  public var layouts: Int
  /// Whether somebody stopped the search: what it did not get to is in the bound, and nothing else was solved for. Absent
  /// where it came to its end.
  public var isInterrupted: Bool?

  public init(intervals: Int, batches: Int, bounds: Int, layouts: Int, isInterrupted: Bool? = nil) {
    self.intervals = intervals
    self.batches = batches
    self.bounds = bounds
    self.layouts = layouts
    self.isInterrupted = isInterrupted
  }
}
