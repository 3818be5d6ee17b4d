import Costing

/// How the runtime of all workers was started, as far as it was said.
public struct ServingSettings: Codable, Sendable, Equatable {
  /// The serving runtime; absent for any.
  public var runtime: String?
  /// The engine whose layouts alone were looked at; absent where any layout was.
  public var engine: EngineRule?
  /// Whether two half batches overlap communication with computing.
  public var overlapsTwoBatches: Bool
  /// Steps of decode between two looks at the waiting requests.
  public var stepsBetweenAdmissions: Double?
  /// Sequences in decode that a data-parallel rank takes at most.
  public var mostSequencesPerRank: Double?

  /// - Parameters:
  ///   - runtime: The serving runtime; `nil` for any.
  ///   - engine: The engine whose layouts alone were looked at; `nil` where any layout was.
  ///   - overlapsTwoBatches: Whether two half batches overlap communication with computing.
  ///   - scheduler: What it was started with.
  public init(
    runtime: String?, engine: EngineRule? = nil, overlapsTwoBatches: Bool, scheduler: SchedulerSettings
  ) {
    self.runtime = runtime
    self.engine = engine
    self.overlapsTwoBatches = overlapsTwoBatches
    stepsBetweenAdmissions = scheduler.stepsBetweenAdmissions
    mostSequencesPerRank = scheduler.mostSequencesPerRank
  }

  /// As the serving model wants it.
  public var scheduler: SchedulerSettings {
    SchedulerSettings(stepsBetweenAdmissions: stepsBetweenAdmissions, mostSequencesPerRank: mostSequencesPerRank)
  }
}

/// How far the KV caches of a model travel from prefill to decode, when each goes to the nearest worker that has room.
public struct CacheTransfers: Codable, Sendable, Equatable {
  /// A level of the network, and the share of the requests whose cache crosses it and none above it.
  public struct Level: Codable, Sendable, Equatable {
    /// "scale-up", the name of a tier, or "interconnect".
    public var level: String
    /// Of the requests that are prefilled apart from decode.
    public var share: Double

    public init(level: String, share: Double) {
      self.level = level
      self.share = share
    }
  }

  /// The model's name among the inputs.
  public var model: String
  /// Requests per second whose cache is handed over.
  public var requestsPerSecond: Double
  /// From the nearest level to the farthest; levels that nothing crosses are left out.
  public var levels: [Level]
  /// The least share that must leave a scale-up domain, whatever the places of these workers.
  public var leastShareLeaving: Double
}

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
  /// What no composition betters by the duals of the relaxation alone, recomputed without the solver; absent where they
  /// prove nothing. A bound beyond it rests on the solver's tree search.
  public var relaxationBound: Double?

  public init(
    solver: String, workerTypes: Int, columns: Int, rows: Int, nodes: Int, iterations: Int, status: String,
    relaxationBound: Double? = nil
  ) {
    self.solver = solver
    self.workerTypes = workerTypes
    self.columns = columns
    self.rows = rows
    self.nodes = nodes
    self.iterations = iterations
    self.status = status
    self.relaxationBound = relaxationBound
  }
}
