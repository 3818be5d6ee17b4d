/// What a model gets of a cluster.
public struct ComposedModel: Codable, Sendable, Equatable {
  /// Its name among the inputs.
  public var model: String
  /// Requests per second that were wanted; absent where as many as possible were.
  public var demand: Double?
  /// Requests per second that are served.
  public var servedRequestsPerSecond: Double
  /// Requests per second that its prefill workers keep up with, derated.
  public var prefillRequestsPerSecond: Double
  /// Requests per second that its decode workers keep up with, derated.
  public var decodeRequestsPerSecond: Double
  /// Requests per second that its mixed workers keep up with.
  public var mixedRequestsPerSecond: Double
  /// GPUs of its workers.
  public var gpus: Int
  /// Dollars per million output tokens where as much is served as can be, of the GPUs that it has; absent without prices or
  /// lengths.
  public var costPerMillionTokens: Double?
  /// What its users get where the demand is served and no more; absent without a demand.
  public var atDemand: ModelAtDemand?

  enum CodingKeys: String, CodingKey {
    case model, demand, servedRequestsPerSecond, prefillRequestsPerSecond, decodeRequestsPerSecond
    case mixedRequestsPerSecond, gpus
    case costPerMillionTokens = "cost_USD_per_million_output_tokens"
    case atDemand
  }

  public init(
    model: String, demand: Double?, servedRequestsPerSecond: Double, prefillRequestsPerSecond: Double,
    decodeRequestsPerSecond: Double, mixedRequestsPerSecond: Double, gpus: Int, costPerMillionTokens: Double?,
    atDemand: ModelAtDemand? = nil
  ) {
    self.model = model
    self.demand = demand
    self.servedRequestsPerSecond = servedRequestsPerSecond
    self.prefillRequestsPerSecond = prefillRequestsPerSecond
    self.decodeRequestsPerSecond = decodeRequestsPerSecond
    self.mixedRequestsPerSecond = mixedRequestsPerSecond
    self.gpus = gpus
    self.costPerMillionTokens = costPerMillionTokens
    self.atDemand = atDemand
  }
}

/// What a cluster would do with other figures: a question and its answer, found by solving again.
public struct ClusterWhatIf: Codable, Sendable, Equatable {
  /// What is changed, for people.
  public var change: String
  /// What the objective then comes to; absent where the demand cannot be met.
  public var value: Double?
  /// No composition does better then.
  public var bound: Double?
  /// `value` over that of the plan, less one.
  public var relativeChange: Double?
  /// All models' requests per second that are served.
  public var servedRequestsPerSecond: Double?
  /// GPUs of all workers.
  public var gpusUsed: Int?
  /// Why there is no answer.
  public var refusal: Refusal?

  /// - Parameters:
  ///   - change: What is changed, for people.
  ///   - before: The composition of the plan.
  ///   - after: With the change.
  public init(change: String, before: PlannedComposition, after: PlannedComposition) {
    self.change = change
    value = after.value
    bound = after.bound
    relativeChange = before.value > 0 ? after.value / before.value - 1 : nil
    servedRequestsPerSecond = after.servedRequestsPerSecond
    gpusUsed = after.gpusUsed
  }

  public init(change: String, refusal: Refusal) {
    self.change = change
    self.refusal = refusal
  }
}

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
  public var objective: ClusterObjectiveUnit
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
    servedRequestsPerSecond: Double, gpusUsed: Int, gpusAvailable: Int, costPerHour: Double?,
    objective: ClusterObjectiveUnit,
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
