/// How far the KV caches of a model travel from prefill to decode, when each goes to the nearest worker that has room.
public struct CacheTransfers: Codable, Sendable, Equatable {
  /// A level of the network, and the share of the requests whose cache crosses it and none above it.
  public struct Level: Codable, Sendable, Equatable {
    /// "scale-up", the name of a tier, or "interconnect".
    public var level: String
    /// Of the requests that are prefilled apart from decode.
    public var share: Double

    /// - Parameters: As the properties of the same names.
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

  /// - Parameters: As the properties of the same names.
  public init(model: String, requestsPerSecond: Double, levels: [Level], leastShareLeaving: Double) {
    self.model = model
    self.requestsPerSecond = requestsPerSecond
    self.levels = levels
    self.leastShareLeaving = leastShareLeaving
  }
}
