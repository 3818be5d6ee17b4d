import Costing
import Quantities

/// A model with its traffic, its demand and its targets.
public struct ServedModel: Codable, Sendable, Equatable {
  /// As tables and workload files name it; different for each.
  public var name: String
  /// The model; its digest is over the reading. Absent where worker rates were given.
  public var model: PlanInputs.Reference?
  /// The model as it was named, where nothing was read of it.
  public var modelName: String?
  /// The format that weights were asked to be stored in; absent keeps the checkpoint's.
  public var weightFormat: NumberFormat?
  /// The format of the KV cache, where one was asked for.
  public var cacheFormat: NumberFormat?
  /// Tokens of a prompt.
  public var inputTokens: Double?
  /// Tokens generated for a prompt.
  public var outputTokens: Double?
  /// Share of prompt tokens found in a prefix cache.
  public var prefixCacheHitRate: Double?
  /// Tokens that a draft proposes in a step, where there is one.
  public var draftTokens: Int?
  /// Share of drafted tokens that are accepted, given that those before them were.
  public var acceptance: Double?
  /// Requests per second that are wanted; absent where as many as possible are.
  public var requestsPerSecond: Double?
  /// The slowest TTFT that is accepted.
  public var timeToFirstToken: Double?
  /// The slowest TPOT that is accepted.
  public var timePerOutputToken: Double?

  enum CodingKeys: String, CodingKey {
    case name, model, modelName, weightFormat, cacheFormat, inputTokens, outputTokens, prefixCacheHitRate
    case draftTokens, acceptance, requestsPerSecond
    case timeToFirstToken = "timeToFirstToken_s"
    case timePerOutputToken = "timePerOutputToken_s"
  }

  public init(
    name: String, model: PlanInputs.Reference? = nil, modelName: String? = nil, weightFormat: NumberFormat? = nil,
    cacheFormat: NumberFormat? = nil, inputTokens: Double? = nil, outputTokens: Double? = nil,
    prefixCacheHitRate: Double? = nil, draftTokens: Int? = nil, acceptance: Double? = nil,
    requestsPerSecond: Double? = nil, timeToFirstToken: Double? = nil,
    timePerOutputToken: Double? = nil
  ) {
    self.name = name
    self.model = model
    self.modelName = modelName
    self.weightFormat = weightFormat
    self.cacheFormat = cacheFormat
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.prefixCacheHitRate = prefixCacheHitRate
    self.draftTokens = draftTokens
    self.acceptance = acceptance
    self.requestsPerSecond = requestsPerSecond
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
  }
}

extension ServedModel {
  /// A workload as a plan records it.
  /// - Parameters:
  ///   - workload: As a user says it.
  ///   - model: As it was read; `nil` where a table has the rates of its workers.
  public init(_ workload: WorkloadDescription, model: PlanInputs.Reference?) {
    self.init(
      name: workload.name, model: model, modelName: model == nil ? workload.modelReference : nil,
      weightFormat: workload.weightFormat, cacheFormat: workload.cacheFormat,
      inputTokens: workload.traffic.inputTokens, outputTokens: workload.traffic.outputTokens,
      prefixCacheHitRate: workload.traffic.prefixCacheHitRate, draftTokens: workload.speculation?.draftTokens,
      acceptance: workload.speculation?.acceptance, requestsPerSecond: workload.demand?.requestsPerSecond,
      timeToFirstToken: workload.targets.timeToFirstToken?.value,
      timePerOutputToken: workload.targets.timePerOutputToken?.value)
  }
}
