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
  /// Dollars per million output tokens, of the GPUs that it has; absent without prices or lengths.
  public var costPerMillionTokens: Double?

  enum CodingKeys: String, CodingKey {
    case model, demand, servedRequestsPerSecond, prefillRequestsPerSecond, decodeRequestsPerSecond
    case mixedRequestsPerSecond, gpus
    case costPerMillionTokens = "cost_USD_per_million_output_tokens"
  }

  /// - Parameters: As the properties of the same names.
  public init(
    model: String, demand: Double?, servedRequestsPerSecond: Double, prefillRequestsPerSecond: Double,
    decodeRequestsPerSecond: Double, mixedRequestsPerSecond: Double, gpus: Int, costPerMillionTokens: Double?
  ) {
    self.model = model
    self.demand = demand
    self.servedRequestsPerSecond = servedRequestsPerSecond
    self.prefillRequestsPerSecond = prefillRequestsPerSecond
    self.decodeRequestsPerSecond = decodeRequestsPerSecond
    self.mixedRequestsPerSecond = mixedRequestsPerSecond
    self.gpus = gpus
    self.costPerMillionTokens = costPerMillionTokens
  }
}
