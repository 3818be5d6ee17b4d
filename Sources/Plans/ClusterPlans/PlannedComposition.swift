/// Which workers a cluster has, what they serve, and how good that is.
public struct PlannedComposition: Codable, Sendable, Equatable {
  /// All models' requests per second that are served with everything working.
  public var servedRequestsPerSecond: Double
  /// GPUs of all workers.
  public var gpusUsed: Int
  /// GPUs that could be used: available, and within the limit that was asked for.
  public var gpusAvailable: Int
  /// Dollars per hour of the GPUs that are used; absent where a pool has no price.
  public var costPerHour: Double?
  /// What was made as good as possible, with its unit: "requests/s", "share of every demand", "USD/h", "GPUs".
  public var objective: String
  /// What it came to.
  public var value: Double
  /// No composition of these workers does better.
  public var bound: Double
  /// |bound − value| / value.
  public var gap: Double
  /// How sure.
  public var status: Certificate.Status
  /// What each model gets.
  public var models: [ComposedModel]
  /// The kinds of workers that there are.
  public var workers: [ComposedWorkers]
  /// What remains after the worst failure; absent where none was asked about.
  public var spare: SpareCapacity?
  /// The integer program.
  public var program: CompositionProgramCertificate
  /// Whether somebody stopped the search, so that this is the best so far; absent where it came to its end.
  public var isInterrupted: Bool?

  enum CodingKeys: String, CodingKey {
    case servedRequestsPerSecond, gpusUsed, gpusAvailable
    case costPerHour = "cost_USD_per_hour"
    case objective, value, bound, gap, status, models, workers, spare, program, isInterrupted
  }

  /// - Parameters: As the properties of the same names; gap and status are worked out.
  public init(
    servedRequestsPerSecond: Double, gpusUsed: Int, gpusAvailable: Int, costPerHour: Double?, objective: String,
    value: Double, bound: Double, tolerance: Double, models: [ComposedModel], workers: [ComposedWorkers],
    spare: SpareCapacity?, program: CompositionProgramCertificate
  ) {
    self.servedRequestsPerSecond = servedRequestsPerSecond
    self.gpusUsed = gpusUsed
    self.gpusAvailable = gpusAvailable
    self.costPerHour = costPerHour
    self.objective = objective
    self.value = value
    self.bound = bound
    gap = value > 0 ? (bound - value).magnitude / value : 0
    status = !bound.isFinite ? .unknown : gap <= tolerance * (1 + 1e-9) ? .proved : .within
    self.models = models
    self.workers = workers
    self.spare = spare
    self.program = program
  }
}
