import Quantities

/// What is served, as a user says it: a model by name, what its requests are like, how many there are, and how fast answers
/// have to be.
public struct WorkloadDescription: Sendable {
  /// The name it goes by; of the model where it has none of its own.
  public var name: String
  /// The model as the user named it.
  public var modelReference: String
  /// The format that weights were asked to be stored in; `nil` keeps the checkpoint's.
  public var weightFormat: NumberFormat?
  /// How cache elements are stored; `nil` takes what the checkpoint asks for, else bf16.
  public var cacheFormat: NumberFormat?
  /// What one request is like; its load is the demand, or one request per second where there is none.
  public var traffic: Traffic
  /// The slowest times that are accepted.
  public var targets: ServiceTargets
  /// How many requests there are; `nil` for as many as can be served.
  public var demand: Demand?
  /// Multi-token prediction or a draft.
  public var speculation: Speculation?

  /// - Parameters: As the properties of the same names; `traffic` takes its load from `demand`.
  public init(
    name: String? = nil, modelReference: String, weightFormat: NumberFormat? = nil, cacheFormat: NumberFormat? = nil,
    traffic: Traffic, targets: ServiceTargets = ServiceTargets(), demand: Demand? = nil,
    speculation: Speculation? = nil
  ) {
    self.name = name ?? modelReference
    self.modelReference = modelReference
    self.weightFormat = weightFormat
    self.cacheFormat = cacheFormat
    self.traffic = traffic
    self.traffic.load = .requestsPerSecond(demand?.requestsPerSecond ?? 1)
    self.targets = targets
    self.demand = demand
    self.speculation = speculation
  }
}
