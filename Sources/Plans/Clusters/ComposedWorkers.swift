/// Workers that are alike.
public struct ComposedWorkers: Codable, Sendable, Equatable {
  /// Degrees of parallelism, where they are known.
  public struct Degrees: Codable, Sendable, Hashable {
    /// TP.
    public var tensorParallel: Int
    /// Attention DP.
    public var dataParallel: Int
    /// EP.
    public var expertParallel: Int
    /// PP.
    public var pipelineParallel: Int

    public init(tensorParallel: Int, dataParallel: Int, expertParallel: Int, pipelineParallel: Int) {
      self.tensorParallel = tensorParallel
      self.dataParallel = dataParallel
      self.expertParallel = expertParallel
      self.pipelineParallel = pipelineParallel
    }
  }

  /// The model that they serve, by its name among the inputs.
  public var model: String
  /// The pool that they lie in.
  public var pool: String
  /// What they do.
  public var role: WorkerRole
  /// Their layout for people: "TP1 DP8 EP8", or as a table of workers names it.
  public var layout: String
  /// The same in numbers; absent where a table of workers gave the rates.
  public var degrees: Degrees?
  /// GPUs of one worker.
  public var gpus: Int
  /// GPUs of one worker in each scale-up domain that it lies in.
  public var gpusPerDomain: Int
  /// Requests per second that one worker is counted with, derated.
  public var requestsPerSecond: Double
  /// Its TTFT at that rate, where known.
  public var timeToFirstToken: Double?
  /// Its TPOT at that rate, where known.
  public var timePerOutputToken: Double?
  /// The load at that rate: sequences in decode on each rank, or for prefill the share of its time that it works; absent
  /// where a table of workers gave the rate.
  public var load: Double?
  /// For prefill: the time that caches are reckoned to take to decode.
  public var handover: Double?
  /// Ranges, HBM and what it waits for at that rate; absent where a table of workers gave the rate.
  public var prediction: WorkerPrediction?
  /// What one does where the cluster serves the demands and no more; absent without a demand.
  public var atDemand: WorkersAtDemand?
  /// How many there are.
  public var count: Int
  /// Scale-up domains of the pool that they lie in, ascending.
  public var domains: [Int]

  enum CodingKeys: String, CodingKey {
    case model, pool, role, layout, degrees, gpus, gpusPerDomain, requestsPerSecond
    case timeToFirstToken = "timeToFirstToken_s"
    case timePerOutputToken = "timePerOutputToken_s"
    case load
    case handover = "handover_s"
    case prediction, atDemand, count, domains
  }

  public init(
    model: String, pool: String, role: WorkerRole, layout: String, degrees: Degrees?, gpus: Int, gpusPerDomain: Int,
    requestsPerSecond: Double, timeToFirstToken: Double?, timePerOutputToken: Double?, load: Double?,
    handover: Double?, atDemand: WorkersAtDemand? = nil, count: Int, domains: [Int]
  ) {
    self.model = model
    self.pool = pool
    self.role = role
    self.layout = layout
    self.degrees = degrees
    self.gpus = gpus
    self.gpusPerDomain = gpusPerDomain
    self.requestsPerSecond = requestsPerSecond
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.load = load
    self.handover = handover
    self.atDemand = atDemand
    self.count = count
    self.domains = domains
  }
}
