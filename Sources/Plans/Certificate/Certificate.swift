/// How good a plan is: the objective reached, and a bound that no layout of the space beats.
public struct Certificate: Codable, Sendable, Equatable {
  /// How sure.
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
  /// What it measures, with its unit: "GPU-seconds per output token".
  public var objectiveUnit: String
  /// No layout of the space has less.
  public var bound: Double
  /// (objective − bound) / objective.
  public var gap: Double
  /// How sure.
  public var status: Status
  /// Everything that was considered, in words.
  public var space: String
  /// The search over batches and layouts.
  public var search: SearchEffort
  /// The integer program of the chosen batch, solved by an independent solver.
  public var stageProgram: ProgramCertificate?

  /// - Parameters: As the properties of the same names; gap and status are worked out.
  public init(
    objective: Double, objectiveUnit: String, bound: Double, tolerance: Double, space: String, search: SearchEffort,
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
