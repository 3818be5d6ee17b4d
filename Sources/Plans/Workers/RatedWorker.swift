import Costing

/// One worker and the most that it serves for ever while it meets the targets and fits its HBM.
public struct RatedWorker: Sendable, Hashable {
  /// What it does for a request.
  public let role: WorkerRole
  /// Index of its pool in the cluster.
  public let poolIndex: Int
  /// Its degrees and where its GPUs lie.
  public let layout: WorkerLayout
  /// Requests that it finishes.
  public let requestsPerSecond: Double
  /// Mean TTFT in seconds at that rate; `nil` for decode.
  public let timeToFirstToken: Double?
  /// Mean TPOT in seconds at that rate; `nil` for prefill.
  public let timePerOutputToken: Double?
  /// Sequences in decode on each data-parallel rank at that rate; 0 for prefill.
  public let sequencesPerRank: Double
  /// Sequences of mean length that the HBM of a rank holds; for prefill prompts.
  public let sequencesThatFit: Double
  /// Share of its time that prefill works; 0 for decode.
  public let prefillUtilisation: Double
  /// What keeps it from serving more.
  public let limit: RateLimit
  /// The resource that most of a step waits for: of decode, and for prefill of a full step.
  public let boundBy: Resource

  /// - Parameters: As the properties of the same names.
  public init(
    role: WorkerRole, poolIndex: Int, layout: WorkerLayout, requestsPerSecond: Double, timeToFirstToken: Double?,
    timePerOutputToken: Double?, sequencesPerRank: Double, sequencesThatFit: Double, prefillUtilisation: Double,
    limit: RateLimit, boundBy: Resource
  ) {
    self.role = role
    self.poolIndex = poolIndex
    self.layout = layout
    self.requestsPerSecond = requestsPerSecond
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.sequencesPerRank = sequencesPerRank
    self.sequencesThatFit = sequencesThatFit
    self.prefillUtilisation = prefillUtilisation
    self.limit = limit
    self.boundBy = boundBy
  }

  /// One worker with these degrees.
  public var group: WorkerGroup { layout.group }
  /// How the GPUs of a stage lie.
  public var stage: StageLayout { layout.stage }
  /// How all of its GPUs lie.
  public var footprint: WorkerFootprint { layout.footprint }
  /// All of its GPUs.
  public var gpus: Int { footprint.gpus }
}
