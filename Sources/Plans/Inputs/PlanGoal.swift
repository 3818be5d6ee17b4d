import Costing
import Quantities

/// The goal of a plan.
public struct PlanGoal: Codable, Sendable, Equatable {
  /// "cost", "latency" or "gpus".
  public var objective: String
  /// Slowest TPOT accepted.
  public var timePerOutputToken: Double?
  /// Sequences in flight in a replica, where prescribed.
  public var batch: Int?
  /// Demand.
  public var tokensPerSecond: Double?
  /// GPUs that may be used, where limited.
  public var gpuLimit: Int?
  /// Copies of experts beyond one of each in every layer, where prescribed.
  public var redundantExperts: Int?
  /// Whether every layer must have as many copies; absent where layers may be spared.
  public var evenRedundancy: Bool?
  /// The runtime whose layouts were looked at; absent where any layout was.
  public var engine: EngineRule?
  /// Share by which a better layout may have been missed.
  public var tolerance: Double

  enum CodingKeys: String, CodingKey {
    case objective
    case timePerOutputToken = "timePerOutputToken_s"
    case batch = "batch_sequences"
    case tokensPerSecond
    case gpuLimit
    case redundantExperts, evenRedundancy, engine
    case tolerance
  }

  /// - Parameters: As the properties of the same names.
  public init(
    objective: String, timePerOutputToken: Double?, batch: Int?, tokensPerSecond: Double?, gpuLimit: Int?,
    redundantExperts: Int? = nil, evenRedundancy: Bool? = nil, engine: EngineRule? = nil,
    tolerance: Double
  ) {
    self.objective = objective
    self.timePerOutputToken = timePerOutputToken
    self.batch = batch
    self.tokensPerSecond = tokensPerSecond
    self.gpuLimit = gpuLimit
    self.redundantExperts = redundantExperts
    self.evenRedundancy = evenRedundancy
    self.engine = engine
    self.tolerance = tolerance
  }
}
